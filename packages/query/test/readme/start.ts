import { createClient, get, post } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { QueryClient } from '@tanstack/query-core'
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
const client = createClient({ baseUrl: 'https://harbour.example', contract })

const queryClient = new QueryClient()
const q = createQueries(client)
connectQueries(q, queryClient)

const vessel = await queryClient.query(q.vessels.byId.queryOptions({ params: { id: '1' } }))
console.log(vessel.name)
