import { type BuildOptions, type Plugin, build as esbuild } from 'esbuild'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Bundles } from './bundles.ts'

const folder = import.meta.dirname
const root = dirname(dirname(folder))
const source = '@fairlead/source'

const PACKAGES = 'core,auth,cache,queue,ws,graphql,monitoring,query,react,vue,redis,openapi'

/** What is slow and proves pure functions, which are the same everywhere. */
const isModel = (file: string): boolean =>
  /\/policy\/(properties|hostile)\/|\/(model|against-a-model|any-course|load|random-changes)\.test\.ts$/.test(file)

/** Interleavings, whose turns of the event loop each runtime spends in its own way; types; and what wants a server. */
const isElsewhere = (file: string): boolean => /\/(types|transports|provider|stores|interleavings)\//.test(file)

/** Where the bundles are, and which unit tests are not in them because they are made for Node. */
export interface Bundled extends Bundles {
  readonly leftOut: readonly string[]
}

/** Bundles the suite with the sources of the packages, once for programs and once for workers. */
export async function bundle(into: string): Promise<Bundled> {
  const tests = globSync(`packages/{${PACKAGES}}/test/**/*.test.ts`, { cwd: root })
    .filter((file) => !(isModel(file) || isElsewhere(file) || /\.(browser|full|soak)\.test\.ts$/.test(file)))
    .toSorted()
  const leftOut = tests.filter((file) => reachesNode(join(root, file)))
  const common = {
    bundle: true,
    format: 'esm',
    target: 'es2023',
    outdir: into,
    outExtension: { '.js': '.mjs' },
    alias: { vitest: join(folder, 'suite/vitest.ts') },
    nodePaths: [join(folder, 'node_modules'), join(root, 'node_modules')],
    plugins: [unitTests(tests.filter((file) => !leftOut.includes(file)))],
    logLevel: 'error',
    keepNames: true,
  } satisfies BuildOptions
  // Each kind gets the builds of axios and others that it would load by itself.
  await esbuild({
    ...common,
    entryPoints: [join(folder, 'suite/program.ts')],
    platform: 'node',
    // CommonJS in the bundle asks for Node's modules by require.
    banner: { js: `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)` },
    conditions: [source, 'node', 'import'],
  })
  await esbuild({
    ...common,
    entryPoints: [join(folder, 'suite/worker.ts')],
    platform: 'browser',
    // Loaded by servers alone, which no test starts there.
    external: ['node:*'],
    conditions: [source, 'workerd', 'worker', 'import'],
  })
  return { program: join(into, 'program.mjs'), worker: join(into, 'worker.mjs'), leftOut }
}

/** Node's own, what is made for it, and what makes functions of texts, which workers forbid. */
const FOR_NODE = /^(node:.*|@fairlead\/openapi\/(check|import)|typescript|arktype)$/

/** True when a file or what it imports by path needs Node. */
function reachesNode(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  // A server of `testing` loads Node's when it starts.
  if (text.includes('startAuthority')) return true
  const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
  return imports.some(
    (name) => FOR_NODE.test(name) || (/^\..*\.ts$/.test(name) && reachesNode(resolve(dirname(file), name), seen)),
  )
}

/** The module `fairlead:unit-tests`: the test files by name, each loaded when its turn comes. */
function unitTests(files: readonly string[]): Plugin {
  const name = 'fairlead:unit-tests'
  const entries = files.map((file) => {
    const title = `/${file.replace(/^packages\/(\w+)\/test\//, '$1/')}`
    return `${JSON.stringify(title)}: () => import(${JSON.stringify(join(root, file))})`
  })
  return {
    name,
    setup(build) {
      build.onResolve({ filter: /^fairlead:unit-tests$/ }, () => ({ path: name, namespace: name }))
      build.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents: `export const files = {\n${entries.join(',\n')}\n}`,
        resolveDir: root,
      }))
    },
  }
}
