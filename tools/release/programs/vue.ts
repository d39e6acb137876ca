// The Vue binding, rendered to text.
import { createClient, get } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { mockTransport } from '@fairlead/testing'
import { fairlead, useSession } from '@fairlead/vue'
import { QueryClient, VueQueryPlugin, useQuery } from '@tanstack/vue-query'
import { createSSRApp, defineComponent } from 'vue'
import { renderToString } from 'vue/server-renderer'
import * as z from 'zod'

const vessel = get('/vessels/{id}', { responses: { 200: z.object({ name: z.string() }) } })
const transport = mockTransport([{ json: { name: 'Emma' } }])
const queries = createQueries(createClient({ baseUrl: 'https://harbour.example', contract: { vessel }, transport }))
const queryClient = new QueryClient()
connectQueries(queries, queryClient)
await queryClient.prefetchQuery(queries.vessel.queryOptions({ params: { id: '1' } }))

const Vessel = defineComponent(() => {
  const { data } = useQuery(() => queries.vessel.queryOptions({ params: { id: '1' } }))
  const session = useSession()
  return () => `${data.value?.name}, ${session.state.value}`
})
const app = createSSRApp(Vessel).use(VueQueryPlugin, { queryClient }).use(fairlead({ queries }))
const text = await renderToString(app)
queryClient.clear()
console.log(JSON.stringify({ done: [text] }))
// What a browser's build of a renderer leaves open would keep Node alive.
process.exit(0)
