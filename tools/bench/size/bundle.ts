import { gzipSync } from 'node:zlib'
import { type Plugin, build } from 'esbuild'
import { here } from '../paths.ts'

/** A program as a browser would load it. */
export interface Bundle {
  readonly code: string
  /** Minified bytes. */
  readonly minBytes: number
  /** Bytes after gzip -9. */
  readonly gzBytes: number
  /** Minified bytes by source file; the paths are relative to this folder. */
  readonly files: ReadonlyMap<string, number>
}

/** Bundles and minifies a program for browsers (ES2022); packages in `external` are left out. */
export async function bundle(
  program: string,
  { external = [], plugins = [] }: { external?: string[]; plugins?: Plugin[] } = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: here, loader: 'ts' },
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@fairlead/source'],
    external,
    plugins,
    write: false,
    metafile: true,
    outdir: 'results',
    logLevel: 'error',
  })
  const code = outputFiles[0]?.text ?? ''
  const [output] = Object.values(metafile.outputs)
  const files = Object.entries(output?.inputs ?? {}).map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const)
  return {
    code,
    minBytes: Buffer.byteLength(code),
    gzBytes: gzipSync(code, { level: 9 }).length,
    files: new Map(files),
  }
}
