// The React binding, rendered to text.
import { createClient, get } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { FairleadProvider, useSession } from '@fairlead/react'
import { mockTransport } from '@fairlead/testing'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { type ReactNode, createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import * as z from 'zod'

const vessel = get('/vessels/{id}', { responses: { 200: z.object({ name: z.string() }) } })
const transport = mockTransport([{ json: { name: 'Emma' } }])
const queries = createQueries(createClient({ baseUrl: 'https://harbour.example', contract: { vessel }, transport }))
const queryClient = new QueryClient()
connectQueries(queries, queryClient)
const options = queries.vessel.queryOptions({ params: { id: '1' } })
await queryClient.prefetchQuery(options)

function Vessel(): ReactNode {
  const { data } = useQuery(options)
  return `${data?.name}, ${useSession().state}`
}
const app = h(FairleadProvider, { queries }, h(Vessel))
const text = renderToString(h(QueryClientProvider, { client: queryClient }, app))
queryClient.clear()
console.log(JSON.stringify({ done: [text] }))
// What a browser's build of a renderer leaves open would keep Node alive.
process.exit(0)
