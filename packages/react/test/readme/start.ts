import { createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { FairleadProvider } from '@fairlead/react'
import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query'
import { createElement as h } from 'react'
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
const queryClient = new QueryClient()

function Vessels({ id }: { id: string }) {
  const { data, error } = useQuery(q.vessels.byId.queryOptions({ params: { id } }))
  const { mutate } = useMutation(q.vessels.rename.mutationOptions())
  if (error?.kind === 'http' && error.status === 404) return h('p', null, error.data.title)
  const rename = () => mutate({ params: { id }, body: { name: 'Emma' } })
  return h('button', { onClick: rename }, data?.name)
}

export const app = h(
  QueryClientProvider,
  { client: queryClient },
  h(FairleadProvider, { queries: q }, h(Vessels, { id: '1' })),
)
