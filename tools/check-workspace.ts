import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { boundaries, permission, scope } from './boundaries.ts'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly type?: string
  readonly license?: string
  readonly sideEffects?: boolean
  readonly files?: readonly string[]
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const sourceCondition = '@fairlead/source'

/**
 * Compares every package's manifest, references, entries and files with the import table and the house rules.
 * @param root the workspace's top folder
 * @returns one sentence for each disagreement; empty when all agree
 */
export function checkWorkspace(root: string): string[] {
  const folders = readdirSync(join(root, 'packages'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const names = folders.map((folder) => folder.name)
  const problems = names.flatMap((name) => checkPackage(root, name).map((problem) => `packages/${name}: ${problem}`))
  const versions = new Set(names.map((name) => manifestOf(join(root, 'packages', name))?.version))
  if (versions.size > 1)
    problems.push(`packages: all move together, yet there are versions ${[...versions].join(', ')}`)
  problems.push(...agree('tsconfig.build.json references', references(join(root, 'tsconfig.build.json')), names))
  return problems
}

function checkPackage(root: string, name: string): string[] {
  const folder = join(root, 'packages', name)
  const manifest = manifestOf(folder)
  if (manifest === undefined) return ['has no package.json']
  if (boundaries[name] === undefined) return ['is not in tools/boundaries.ts']
  const used = usedPackages(folder, name, manifest)
  return [
    ...checkFacts(manifest, name),
    ...checkFiles(root, folder),
    ...checkExports(folder, manifest),
    ...used.problems,
    ...checkDependencies(name, manifest, used),
    ...agree('tsconfig.json references', references(join(folder, 'tsconfig.json')), [...used.ours.keys()]),
  ]
}

function checkFacts(manifest: Manifest, name: string): string[] {
  const expected = {
    name: `${scope}${name}`,
    type: 'module',
    license: 'MIT',
    sideEffects: false,
    files: ['dist', 'src', '!dist/**/*.tsbuildinfo'],
    engines: { node: '>=22' },
  }
  return Object.entries(expected)
    .filter(([key, value]) => JSON.stringify(manifest[key as keyof Manifest]) !== JSON.stringify(value))
    .map(([key, value]) => `package.json ${key} is not ${JSON.stringify(value)}`)
}

function checkFiles(root: string, folder: string): string[] {
  const problems = ['README.md', 'LICENSE', 'tsconfig.json'].filter((file) => !existsSync(join(folder, file)))
  if (problems.length > 0) return problems.map((file) => `has no ${file}`)
  const licence = (path: string): string => readFileSync(join(path, 'LICENSE'), 'utf8')
  return licence(root) === licence(folder) ? [] : ['LICENSE differs from the root LICENSE']
}

function checkExports(folder: string, { exports = {} }: Manifest): string[] {
  if (exports['./package.json'] !== './package.json') return ['exports has no ./package.json']
  return entriesOf(exports).flatMap(([subpath, target]) => {
    const source = target[sourceCondition] ?? ''
    const built = source.replace('./src/', './dist/').replace(/\.tsx?$/, '')
    const expected = { [sourceCondition]: source, types: `${built}.d.ts`, default: `${built}.js` }
    if (!/^\.\/src\/.+\.tsx?$/.test(source)) return [`exports "${subpath}" has no source under ${sourceCondition}`]
    if (!existsSync(join(folder, source))) return [`exports "${subpath}" names ${source}, which does not exist`]
    // Conditions match in order, so the order is part of the meaning.
    if (JSON.stringify(target) !== JSON.stringify(expected))
      return [`exports "${subpath}" is not ${JSON.stringify(expected)}`]
    return /^\s*export \*/m.test(readFileSync(join(folder, source), 'utf8'))
      ? [`${source} lists no names (export *)`]
      : []
  })
}

interface Used {
  /** Packages of ours and of others, each with whether the main entry needs it. */
  readonly ours: Map<string, boolean>
  readonly others: Map<string, boolean>
  /** Packages of others that come with ours. */
  readonly brought: Set<string>
  readonly problems: string[]
}

/** Follows each entry's relative imports, so that an entry answers for all it loads, in whichever file it stands. */
function usedPackages(folder: string, name: string, { exports = {} }: Manifest): Used {
  const used: Used = { ours: new Map(), others: new Map(), brought: new Set(), problems: [] }
  for (const [subpath, target] of entriesOf(exports)) {
    const entry = subpath === '.' ? '.' : subpath.slice(2)
    const allowed = permission(name, entry)
    const needed = subpath === '.'
    for (const [file, specifier] of importsFrom(join(folder, target[sourceCondition] ?? ''))) {
      const place = `${relative(folder, file)} (entry "${subpath}") imports ${specifier}`
      const module = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
        if (!allowed.node) used.problems.push(`${place}, and that entry is not made for Node`)
      } else if (specifier.startsWith(scope)) {
        const other = module.slice(scope.length)
        if (other === name) continue
        if (!allowed.packages.includes(other)) used.problems.push(`${place}, which the table does not allow`)
        used.ours.set(other, needed || used.ours.get(other) === true)
      } else if (allowed.dependencies.includes(module)) used.brought.add(module)
      else {
        if (!allowed.peers.includes(module)) used.problems.push(`${place}, which the table does not allow`)
        used.others.set(module, needed || used.others.get(module) === true)
      }
    }
  }
  return used
}

function checkDependencies(name: string, manifest: Manifest, { ours, others, brought }: Used): string[] {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  const wanted = new Map([...others, ...[...ours].map(([other, needed]) => [`${scope}${other}`, needed] as const)])
  const problems = agree('peerDependencies', Object.keys(peerDependencies), [...wanted.keys()])
  for (const [peer, needed] of wanted)
    if ((peerDependenciesMeta[peer]?.optional === true) === needed)
      problems.push(
        `peer ${peer} ${needed ? 'is needed by the main entry, so not optional' : 'is not marked optional'}`,
      )
  for (const dependency of brought) {
    if (!/^\d/.test(dependencies[dependency] ?? '')) problems.push(`dependencies lacks ${dependency}, pinned exactly`)
  }
  for (const dependency of Object.keys(dependencies).filter((each) => !brought.has(each)))
    problems.push(`depends on ${dependency}: the table has it for no entry that uses it, and ours are peers`)
  if (name !== 'core' && peerDependencies[`${scope}core`] === undefined) problems.push('does not take core as a peer')
  return problems
}

/** Every package import reachable from a source file, with the file it stands in. */
function importsFrom(entry: string, seen = new Set<string>()): [file: string, specifier: string][] {
  if (seen.has(entry) || !existsSync(entry)) return []
  seen.add(entry)
  const { importedFiles } = ts.preProcessFile(readFileSync(entry, 'utf8'), true, true)
  return importedFiles.flatMap(({ fileName }) =>
    fileName.startsWith('.')
      ? importsFrom(join(dirname(entry), fileName), seen)
      : [[entry, fileName] as [string, string]],
  )
}

function entriesOf(exports: NonNullable<Manifest['exports']>): [string, Readonly<Record<string, string>>][] {
  return Object.entries(exports).flatMap(([subpath, target]) => (typeof target === 'string' ? [] : [[subpath, target]]))
}

function agree(what: string, actual: readonly string[], expected: readonly string[]): string[] {
  return [
    ...expected.filter((name) => !actual.includes(name)).map((name) => `${what} lacks ${name}`),
    ...actual.filter((name) => !expected.includes(name)).map((name) => `${what} has ${name}, which nothing uses`),
  ]
}

function references(file: string): string[] {
  if (!existsSync(file)) return []
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8')) as {
    config?: { references?: { path: string }[] }
  }
  return (config?.references ?? []).map(({ path }) => path.split('/').at(-1) ?? '')
}

function manifestOf(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined
}

if (import.meta.main) {
  const problems = checkWorkspace(dirname(import.meta.dirname))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('Manifests, references, entries and files agree with the table.')
}
