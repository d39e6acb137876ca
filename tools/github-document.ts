import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// The package unpacks to 470 MB, most of it documents that nobody here reads: only its tarball is fetched, and one file kept.
const NAME = '@octokit/openapi@23.0.2'
const INTEGRITY = 'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg=='
const ENTRY = 'package/generated/api.github.com.json'

/**
 * Where GitHub's OpenAPI document is (3.0, 13 MB, 1,223 operations), fetched from npm the first time.
 *
 * @throws Error where npm does not give the tarball that is named here
 */
export function githubDocument(): string {
  const cache = join(import.meta.dirname, '../node_modules/.cache/openapi')
  const file = join(cache, 'api.github.com.json')
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  // Beside the place it goes to, so that it gets there whole or not at all.
  const work = mkdtempSync(join(cache, 'fetch-'))
  try {
    run('npm', ['pack', NAME, '--silent', '--pack-destination', work], work)
    const tarball = join(work, 'octokit-openapi-23.0.2.tgz')
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
    if (integrity !== INTEGRITY) throw new Error(`npm gave another ${NAME} than the one expected: ${integrity}`)
    run('tar', ['xzf', tarball, '-C', work, ENTRY], work)
    renameSync(join(work, ENTRY), file)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return file
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed: ${stderr.trim()}`)
}
