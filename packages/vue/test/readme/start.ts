import { createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { fairlead } from '@fairlead/vue'
import { QueryClient, VueQueryPlugin, useMutation, useQuery } from '@tanstack/vue-query'
import { createApp, defineComponent, h, onServerPrefetch, ref } from 'vue'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Missing = z.object({ title: z.string() })
const contract = {
  vessels: {
    byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: Missing }, tags: ['vessels'] }),
    rename: post('/vessels/{id}', {
      body: Vessel.pick({ name: true }),
      responses: { 200: Vessel },
      invalidates: ['vessels'],
    }),
  },
}
const q = createQueries(createClient({ baseUrl: 'https://harbour.example', contract }))

const Vessels = defineComponent(() => {
  const id = ref('1')
  const { data, error, suspense } = useQuery(() => q.vessels.byId.queryOptions({ params: { id: id.value } }))
  const { mutate } = useMutation(() => q.vessels.rename.mutationOptions())
  onServerPrefetch(suspense)
  return () => {
    if (error.value?.kind === 'http' && error.value.status === 404) return h('p', error.value.data.title)
    const rename = () => mutate({ params: { id: id.value }, body: { name: 'Emma' } })
    return h('button', { onClick: rename }, data.value?.name)
  }
})

export const app = createApp(Vessels)
  .use(VueQueryPlugin, { queryClient: new QueryClient() })
  .use(fairlead({ queries: q }))
