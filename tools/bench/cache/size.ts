import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

const client = `export { createClient } from '@fairlead/core'`
const plugin = `export { cache } from '@fairlead/cache'`

interface Program {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  readonly program: string
  /** Packages that a user of it has already. */
  readonly external: string[]
  /** In bytes after gzip. */
  readonly limit?: number
}

const programs: readonly Program[] = [
  { name: 'Fairlead: engine, memory, single flight', program: plugin, external: ['@fairlead/core'], limit: 6_000 },
  {
    name: 'Fairlead: the policy alone',
    program: `export * from '@fairlead/cache/policy'`,
    external: ['@fairlead/core'],
  },
]

const peers: readonly Program[] = [
  {
    name: 'http-cache-semantics (a policy alone)',
    packageName: 'http-cache-semantics',
    program: `export { default } from 'http-cache-semantics'`,
    external: [],
  },
  {
    name: 'axios-cache-interceptor',
    packageName: 'axios-cache-interceptor',
    program: `export { setupCache } from 'axios-cache-interceptor'`,
    external: ['axios'],
  },
  { name: 'lru-cache', packageName: 'lru-cache', program: `export { LRUCache } from 'lru-cache'`, external: [] },
]

/** Sizes of the cache beside its peers', and of each source file in it. */
export async function size(): Promise<Table[]> {
  const rows = await Promise.all(programs.map(rowOf))
  const others = await Promise.all(peers.map(rowOf))
  // The core is in both bundles, so that a line is what a user saves who has a client already.
  const whole = await bundle(`${client}\n${plugin}`)
  const files = new Map([...whole.files].filter(([file]) => file.includes('/packages/cache/')))
  return [
    {
      title: 'Cache, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: [...rows, ...others.toSorted((a, b) => a.value - b.value)],
      notes: ['Without the HTTP client. undici, got, make-fetch-happen and @cacheable/net are for Node alone.'],
    },
    {
      title: 'Cache, size by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(`${client}\n${plugin}`, { ...whole, files }),
      notes: ['With a file goes what only it imports, the core included; B min is the file alone.'],
    },
  ]
}

async function rowOf({ name, packageName, program, external, limit }: Program): Promise<Row> {
  const { gzBytes, minBytes } = await bundle(program, { external })
  return {
    name: packageName === undefined ? name : `${name} ${versionOf(packageName)}`,
    value: gzBytes,
    columns: { 'B min': minBytes },
    ...(limit !== undefined && { limit }),
  }
}
