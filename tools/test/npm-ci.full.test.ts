import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
const folder = mkdtempSync(join(tmpdir(), 'fairlead-npm-'))
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>
}
/** The oldest npm of a Node we install with, the one most people have, and the newest. */
const versions = ['10.8.2', '11.19.1', '12.2.0']
const manifests = ['package.json', 'package-lock.json', '.npmrc', '{packages,apps}/*/package.json']

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const aliases = versions.map((version) => `npm-${version}@npm:npm@${version}`)
  const { status, output } = run('npm', ['install', '--loglevel=error', ...aliases], folder)
  if (status !== 0) throw new Error(output)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command as from a terminal: of what the calling npm set, it keeps where packages and settings come from. */
function run(command: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|cache|globalconfig|userconfig)$)/i.test(name),
    ),
  )
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: { ...env, CI: 'true' }, encoding: 'utf8' })
  return { status, output: `${stdout}${stderr}`.trim() }
}

describe.each(versions)('npm %s installs what the lock file says', (version) => {
  test.each(['--ignore-scripts', '--ignore-scripts=false'])('with %s', (scripts) => {
    const copy = join(folder, `workspace-${version}${scripts}`)
    for (const file of globSync(manifests, { cwd: root, exclude: ['**/node_modules/**'] })) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      cpSync(join(root, file), join(copy, file))
    }
    const cli = join(folder, 'node_modules', `npm-${version}`, 'bin', 'npm-cli.js')
    const ci = ['ci', scripts, '--prefer-offline', '--loglevel=error']
    const { status, output } = run(process.execPath, [cli, ...ci], copy)
    expect(status, output).toBe(0)
    expect(readFileSync(join(copy, 'package-lock.json'), 'utf8')).toBe(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    )
    const installed = JSON.parse(readFileSync(join(copy, 'node_modules', 'vitest', 'package.json'), 'utf8')) as unknown
    expect(installed).toHaveProperty('version', devDependencies['vitest'])
    rmSync(copy, { recursive: true, force: true })
  })
})
