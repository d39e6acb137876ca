import { join } from 'node:path'
import { build } from 'esbuild'
import { here } from '../paths.ts'
import type { Row } from '../report.ts'
import { type Bundle, bundle } from './bundle.ts'

/** What each source file of a bundle costs: minified bytes, and the gzipped bytes saved when it is replaced by nothing. */
export async function byModule(program: string, whole: Bundle): Promise<Row[]> {
  const files = [...whole.files].filter(([file, bytes]) => file.includes('/src/') && bytes > 0)
  const rows = await Promise.all(
    files.map(async ([file, bytes]) => {
      const path = join(here, file)
      const names = await exportsOf(path)
      // Read off an unknown object: the names stay, what they stand for is gone.
      const nothing = `${names.map((name) => `export const ${name} = globalThis.${name}`).join('\n')}\n`
      const less = await bundle(program, {
        plugins: [
          {
            name: 'without-one-file',
            setup(building) {
              building.onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents: nothing } : undefined))
            },
          },
        ],
      })
      const name = file.slice(file.indexOf('/src/') + '/src/'.length)
      return { name, value: whole.gzBytes - less.gzBytes, columns: { 'B min': bytes } }
    }),
  )
  return rows.toSorted((a, b) => b.value - a.value)
}

async function exportsOf(path: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [path],
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'results',
  })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}
