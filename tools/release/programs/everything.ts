import { auth, bearer } from '@fairlead/auth'
import { cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { monitoring } from '@fairlead/monitoring'
import { toOpenApi } from '@fairlead/openapi'
import { connectQueries, createQueries } from '@fairlead/query'
import { queue } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { mockTransport } from '@fairlead/testing'
import { connect } from '@fairlead/ws'
import { QueryClient } from '@tanstack/query-core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const vessels = { byId: get('/vessels/{id}', { responses: { 200: Vessel } }) }

/** What the packages have done together, one word for each, without a network. */
export async function everything(): Promise<string[]> {
  const transport = mockTransport(({ url }) => {
    const { pathname } = new URL(url)
    if (pathname === '/login') return { json: { access_token: 'one', expires_in: 600 } }
    if (pathname === '/graphql')
      return { headers: { 'content-type': 'application/json' }, json: { data: { tide: 'high' } } }
    return { headers: { 'cache-control': 'max-age=600' }, json: { id: pathname.at(-1), name: 'Emma' } }
  })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { vessels },
    transport,
    plugins: [auth({ strategy: bearer({ signIn: '/login' }) }), cache(), queue({ concurrency: 2 }), monitoring()],
  })
  await client.auth.signIn({ user: 'ann' })
  const input = { params: { id: '1' } }
  const before = transport.requests.length
  const [first, second] = [await client.api.vessels.byId(input), await client.api.vessels.byId(input)]
  const asked = transport.requests.length - before
  const tide = await graphql(client, { url: '/graphql' }).query<{ tide: string }>('{ tide }')
  const queryClient = new QueryClient()
  const queries = createQueries(client)
  const disconnect = connectQueries(queries, queryClient)
  const queried = await queryClient.fetchQuery(queries.vessels.byId.queryOptions(input))
  disconnect()
  queryClient.clear()
  const fleet = redis({ eval: async () => 1 })
  fleet.close()
  await client.dispose()
  const { paths = {} } = toOpenApi({ vessels }, { info: { title: 'Harbour', version: '1.0.0' } })
  return [first.name, second.name, `asked ${asked}`, tide.state, queried.name, typeof connect, ...Object.keys(paths)]
}

/** What `everything` says where it works. */
export const expected = ['Emma', 'Emma', 'asked 1', 'ok', 'Emma', 'function', '/vessels/{id}']
