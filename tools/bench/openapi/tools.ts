import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { here, root } from '../paths.ts'

/** A tool that makes TypeScript of a document. */
export interface Generator {
  readonly name: string
  /** The npm package, where it is not ours. */
  readonly packageName?: string
  /** The command that writes into a folder, as the arguments of Node. */
  readonly command: (document: string, folder: string) => string[]
}

const bin = (path: string): string => join(here, 'node_modules', path)

/** Ours and its peers, each as its documentation says for a client over fetch. */
export const generators: readonly Generator[] = [
  {
    name: 'Fairlead',
    command: (document, folder) => [
      '--conditions=@fairlead/source',
      join(root, 'packages/openapi/src/command.ts'),
      'import',
      document,
      '--out',
      folder,
      '--extension',
      '.ts',
    ],
  },
  {
    name: 'openapi-typescript',
    packageName: 'openapi-typescript',
    command: (document, folder) => [bin('openapi-typescript/bin/cli.js'), document, '-o', join(folder, 'schema.ts')],
  },
  {
    name: 'hey-api',
    packageName: '@hey-api/openapi-ts',
    command: (document, folder) => [
      bin('@hey-api/openapi-ts/bin/run.js'),
      '-i',
      document,
      '-o',
      folder,
      '-c',
      '@hey-api/client-fetch',
      '--silent',
    ],
  },
  {
    name: 'orval',
    packageName: 'orval',
    command: (document, folder) => {
      const config = join(folder, '..', 'orval.config.mjs')
      const output = {
        target: join(folder, 'api.ts'),
        schemas: join(folder, 'model'),
        client: 'fetch',
        mode: 'tags-split',
      }
      writeFileSync(config, `export default ${JSON.stringify({ api: { input: document, output } })}\n`)
      return [bin('orval/dist/bin/orval.mjs'), '--config', config]
    },
  },
]
