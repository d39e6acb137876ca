import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { scope } from '../boundaries.ts'
import { packagesOf } from './packages.ts'

/**
 * Lets changesets make the next version in a copy of what is committed.
 * @param copy a folder that does not exist yet
 * @returns one sentence for each thing that is not as it is in a release; empty when all is
 */
export function tryVersion(root: string, copy: string): string[] {
  execute('git', ['clone', '--quiet', root, copy], root)
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const before = packagesOf(copy)
  const pending = changesetsIn(copy)
  execute(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], copy)
  const after = packagesOf(copy)
  const versions = new Set(after.map(({ manifest }) => manifest.version))
  const problems = versions.size === 1 ? [] : [`the packages have several versions: ${[...versions].join(', ')}`]
  if (pending.length === 0) return problems
  const [version = ''] = versions
  if (before.some(({ manifest }) => manifest.version === version)) problems.push(`the version is ${version} as before`)
  problems.push(...changesetsIn(copy).map((file) => `.changeset/${file} is left`))
  return [
    ...problems,
    ...after.flatMap(({ short, manifest: { peerDependencies = {} } }) =>
      Object.entries(peerDependencies)
        .filter(([name, range]) => name.startsWith(scope) && range !== `^${version}`)
        .map(([name, range]) => `packages/${short} takes ${name} ${range} as a peer, and not ^${version}`),
    ),
    ...after.flatMap(({ short, folder }) => {
      const file = join(folder, 'CHANGELOG.md')
      const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
      const [, newest] = text.split(/^## /m)
      return newest?.startsWith(`${version}\n`) === true
        ? []
        : [`packages/${short}/CHANGELOG.md does not begin with ${version}`]
    }),
  ]
}

function changesetsIn(folder: string): string[] {
  return readdirSync(join(folder, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md')
}

function execute(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
