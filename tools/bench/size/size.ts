import { type Row, type Table, versionOf } from '../report.ts'
import { type Bundle, bundle } from './bundle.ts'
import { byModule } from './modules.ts'

const client = `export { createClient } from '@fairlead/core'`
const wholeEntry = `export * from '@fairlead/core'`

const ours: readonly (readonly [name: string, program: string, limit?: number])[] = [
  ['Fairlead: client, fetch, retry, deadlines', client, 6300],
  ['Fairlead: the whole core entry', wholeEntry, 8500],
  ['Fairlead: client over ./axios', `${client}\nexport { axiosTransport } from '@fairlead/core/axios'`],
  ['Fairlead: client over ./ky', `${client}\nexport { kyTransport } from '@fairlead/core/ky'`],
  ['Fairlead: client over ./xhr', `${client}\nexport { xhrTransport } from '@fairlead/core/xhr'`],
]

const peers: readonly (readonly [name: string, packageName: string, program: string])[] = [
  ['up-fetch', 'up-fetch', `export { up } from 'up-fetch'`],
  ['wretch', 'wretch', `export { default } from 'wretch'`],
  [
    'wretch + retry, abort, query',
    'wretch',
    `export { default } from 'wretch'; export { retry } from 'wretch/middlewares'
     export { default as abort } from 'wretch/addons/abort'; export { default as query } from 'wretch/addons/queryString'`,
  ],
  ['openapi-fetch (no retry, no timeout)', 'openapi-fetch', `export { default } from 'openapi-fetch'`],
  ['ofetch', 'ofetch', `export { ofetch } from 'ofetch'`],
  ['better-fetch', '@better-fetch/fetch', `export { createFetch } from '@better-fetch/fetch'`],
  ['ky', 'ky', `export { default } from 'ky'`],
  [
    'oRPC client + OpenAPILink',
    '@orpc/client',
    `export { createORPCClient } from '@orpc/client'; export { OpenAPILink } from '@orpc/openapi-client/fetch'`,
  ],
  ['axios', 'axios', `export { default } from 'axios'`],
  ['ts-rest initClient', '@ts-rest/core', `export { initClient } from '@ts-rest/core'`],
]

/** Sizes of the core beside its peers, and of each source file in the client. */
export async function size(): Promise<Table[]> {
  const external = ['axios', 'ky']
  const clientBundle = await bundle(client)
  const own = await Promise.all(
    ours.map(async ([name, program, limit]) => {
      const row = rowOf(name, await bundle(program, { external }), clientBundle)
      return limit === undefined ? row : { ...row, limit }
    }),
  )
  const others = await Promise.all(
    peers.map(async ([name, packageName, program]) =>
      rowOf(`${name} ${versionOf(packageName)}`, await bundle(program), clientBundle),
    ),
  )
  return [
    {
      title: 'Size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: [...own, ...others.toSorted((a, b) => a.value - b.value)],
      notes: ['× ours: against the first line. The transports leave axios and ky themselves out.'],
    },
    {
      title: 'Size of the client by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(client, clientBundle),
      notes: [
        'With a file goes what only it imports, so a line may count the lines below it; B min is the file alone.',
      ],
    },
    {
      title: 'Size of the whole entry by source file',
      unit: 'B gz',
      rows: await byModule(wholeEntry, await bundle(wholeEntry)),
    },
  ]
}

function rowOf(name: string, { minBytes, gzBytes }: Bundle, reference: Bundle): Row {
  return { name, value: gzBytes, columns: { 'B min': minBytes, '× ours': gzBytes / reference.gzBytes } }
}
