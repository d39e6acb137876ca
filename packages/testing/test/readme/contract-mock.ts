import { createClient, fetchTransport, get, post } from '@fairlead/core'
import { mockFetch } from '@fairlead/testing'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const vessels = {
  list: get('/vessels', { query: z.object({ page: z.number().default(1) }), responses: { 200: z.array(Vessel) } }),
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: z.object({ title: z.string() }) } }),
  rename: post('/vessels/{id}/name', { body: z.object({ name: z.string() }), responses: { 204: null } }),
}

let aurora = { id: 'aurora', name: 'Aurora' }
const mock = mockFetch(
  { vessels },
  {
    vessels: {
      list: ({ query }) => (query.page === 1 ? [aurora] : []),
      byId: ({ params, reply }) =>
        params.id === 'aurora' ? reply(200, aurora) : reply(404, { title: 'No such vessel' }, { delayMs: 20 }),
      rename: ({ body }) => void (aurora = { ...aurora, ...body }),
    },
  },
)
const { api } = createClient({
  baseUrl: 'https://harbour.example',
  contract: { vessels },
  transport: fetchTransport({ fetch: mock }),
})

await api.vessels.rename({ params: { id: 'aurora' }, body: { name: 'Borea' } })
console.log(await api.vessels.list())
const result = await api.vessels.byId({ params: { id: 'nobody' } }).result()
console.log(result.status === 404 && result.data.title)
console.log(mock.requests.map(({ endpoint }) => endpoint))
