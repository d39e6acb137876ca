import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

const ours = `export { graphql } from '@fairlead/graphql'`
const own = ['@fairlead/core', '@fairlead/ws']
const parser = '@0no-co/graphql.web'
const external = [...own, '@urql/core', 'wonka', parser]

interface Program {
  readonly name: string
  readonly packageName?: string
  readonly program: string
  readonly external?: string[]
  readonly limit?: number
}

const programs: readonly Program[] = [
  { name: 'Fairlead: graphql, with urql', program: ours, external: own, limit: 10_500 },
  { name: 'Fairlead: graphql, without urql', program: ours, external },
  {
    name: 'Fairlead: pipelineExchange alone',
    program: `export { pipelineExchange } from '@fairlead/graphql'`,
    external,
  },
  {
    name: 'Fairlead: + graphql-transport-ws',
    program: `export * from '@fairlead/graphql/ws'`,
    external,
  },
  {
    name: '@urql/core: Client, fetch',
    packageName: '@urql/core',
    program: `export { Client, fetchExchange } from '@urql/core'`,
  },
  {
    name: '@urql/core: Client, cache, fetch, gql',
    packageName: '@urql/core',
    program: `export { Client, cacheExchange, fetchExchange, gql } from '@urql/core'`,
  },
  {
    name: '@urql/core: the same, with retry and SSE by graphql-ws',
    packageName: '@urql/core',
    program: `export { Client, cacheExchange, fetchExchange, subscriptionExchange, gql } from '@urql/core'
export { retryExchange } from '@urql/exchange-retry'
export { createClient } from 'graphql-ws'`,
  },
  {
    name: '@urql/exchange-graphcache: with @urql/core',
    packageName: '@urql/exchange-graphcache',
    program: `export { Client, fetchExchange, gql } from '@urql/core'
export { cacheExchange } from '@urql/exchange-graphcache'`,
  },
  {
    name: '@apollo/client: ApolloClient, InMemoryCache, HttpLink, gql',
    packageName: '@apollo/client',
    program: `export { ApolloClient, InMemoryCache, HttpLink, gql } from '@apollo/client'`,
  },
  {
    name: 'graphql-request: GraphQLClient, gql',
    packageName: 'graphql-request',
    program: `export { GraphQLClient, gql } from 'graphql-request'`,
  },
]

/** What each client weighs in a browser. */
export async function size(): Promise<Table[]> {
  const rows = await Promise.all(
    programs.map(async ({ name, packageName, program, external: out = [], limit }): Promise<Row> => {
      const { gzBytes, minBytes } = await bundle(program, { external: out })
      return {
        name: packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`),
        value: gzBytes,
        columns: { 'B min': minBytes },
        ...(limit !== undefined && { limit }),
      }
    }),
  )
  const all = await bundle(ours)
  const files = new Map([...all.files].filter(([file]) => file.includes('/packages/graphql/')))
  return [
    {
      title: 'GraphQL clients, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows,
      notes: [
        'Ours without the HTTP client, which has the retries, deadlines and credentials of the others and REST besides.',
      ],
    },
    {
      title: 'GraphQL, size by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(ours, { ...all, files }),
      notes: ['With a file goes what only it imports, urql and the core included; B min is the file alone.'],
    },
  ]
}
