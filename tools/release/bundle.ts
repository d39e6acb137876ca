// node tools/release/bundle.ts <bundler> < jobs: bundles for a browser what it is told to, minified, as one user's tool does by
// itself. A program of its own, because these bundlers are installed on demand.
import { text } from 'node:stream/consumers'
import { builtinModules, createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** One bundle to make. */
interface Job {
  readonly entry: string
  readonly outfile: string
  /** Packages that are left outside, with all their entries. */
  readonly external: readonly string[]
}

type Bundle = (job: Job) => Promise<unknown>

interface Stats {
  hasErrors(): boolean
  toString(options: object): string
}
/** The interface that webpack has, and Rspack took over. */
type Pack = (options: object, done: (error: Error | null, stats?: Stats) => void) => void

const here = createRequire(import.meta.url)
async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(here.resolve(name)).href)) as T
}

const within = (packages: readonly string[]): RegExp[] => packages.map((name) => new RegExp(`^${name}(/|$)`))

const bundlers: Record<string, () => Promise<Bundle>> = {
  async esbuild() {
    const { build } = await load<{ build: (options: object) => Promise<unknown> }>('esbuild')
    return async ({ entry, outfile, external }) =>
      build({
        entryPoints: [entry],
        outfile,
        external: [...external, 'node:*', ...builtinModules],
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2023',
        define: { 'process.env.NODE_ENV': '"production"' },
        logLevel: 'error',
      })
  },
  async vite() {
    const { build } = await load<{ build: (options: object) => Promise<unknown> }>('vite')
    return async ({ entry, outfile, external }) =>
      build({
        configFile: false,
        root: dirname(entry),
        logLevel: 'error',
        define: { 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: dirname(outfile),
          emptyOutDir: false,
          minify: true,
          target: 'es2023',
          modulePreload: false,
          rolldownOptions: {
            input: entry,
            external: [...within(external), /^node:/],
            preserveEntrySignatures: 'allow-extension',
            output: { entryFileNames: basename(outfile), codeSplitting: false },
          },
        },
      })
  },
  webpack: async () => packWith((await load<{ default: Pack }>('webpack')).default),
  rspack: async () => packWith((await load<{ rspack: Pack }>('@rspack/core')).rspack),
}

function packWith(pack: Pack): Bundle {
  return async ({ entry, outfile, external }) =>
    new Promise<void>((resolve, reject) => {
      const options = {
        mode: 'production',
        target: ['web', 'es2023'],
        entry,
        output: {
          path: dirname(outfile),
          filename: basename(outfile),
          module: true,
          chunkFormat: 'module',
          library: { type: 'module' },
        },
        experiments: { outputModule: true },
        externalsType: 'module',
        externals: [...within(external), /^node:/],
        performance: { hints: false },
      }
      pack(options, (error, stats) => {
        if (error) reject(error)
        else if (stats?.hasErrors() === true) reject(new Error(stats.toString({ all: false, errors: true })))
        else resolve()
      })
    })
}

const make = bundlers[process.argv[2] ?? '']
if (!make) throw new Error(`Usage: bundle.ts <${Object.keys(bundlers).join(' | ')}>`)
const bundle = await make()
for (const job of JSON.parse(await text(process.stdin)) as Job[]) await bundle(job)
