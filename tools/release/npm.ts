import { spawnSync } from 'node:child_process'

/**
 * Runs npm, the one that called us where there is one, and answers with what it wrote.
 * @throws Error with what it said, when it fails
 */
export function npm(args: readonly string[], cwd: string): string {
  const script = process.env['npm_execpath']
  // The settings of the npm that called us are no settings of what is run here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)))
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const { status, stdout, stderr } =
    script?.endsWith('.js') === true
      ? spawnSync(process.execPath, [script, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`)
  return stdout
}
