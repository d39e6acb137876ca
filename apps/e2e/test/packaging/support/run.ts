import { spawn } from 'node:child_process'

/** How a program ended, and all it wrote. */
export interface Ran {
  readonly status: number | null
  readonly output: string
}

/** What takes longer hangs. */
const longestMs = 240_000

/** Runs a program to its end without holding up this process, whose registry it may ask. */
export async function run(command: string, args: readonly string[], cwd: string, env = {}): Promise<Ran> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env, NO_COLOR: '1', CI: 'true' },
    timeout: longestMs,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, output: output.trim() }))
  })
}

/** Runs a script with the Node in use. */
export async function node(script: string, args: readonly string[], cwd: string, env = {}): Promise<Ran> {
  return run(process.execPath, [script, ...args], cwd, env)
}

/** Runs npm: by the Node in use, through the npm that called us where there is one. */
export async function tryNpm(args: readonly string[], cwd: string): Promise<Ran> {
  const script = process.env['npm_execpath']
  // What the npm that called us has set is no setting of the project at hand.
  const env = Object.fromEntries(
    Object.keys(process.env).flatMap((key) => (/^npm_/i.test(key) ? [[key, undefined]] : [])),
  )
  return script?.endsWith('.js') === true ? node(script, args, cwd, env) : run('npm', args, cwd, env)
}

/**
 * Runs npm.
 * @throws Error with what it wrote, when it fails
 */
export async function npm(args: readonly string[], cwd: string): Promise<Ran> {
  const ran = await tryNpm(args, cwd)
  if (ran.status !== 0) throw new Error(`npm ${args[0]} failed in ${cwd}:\n${ran.output}`)
  return ran
}
