import { createClient, get, post } from '@fairlead/core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Problem = z.object({ title: z.string() })

const vessels = {
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: Problem } }),
  moor: post('/vessels/{id}/moorings', {
    body: z.object({ berth: z.string() }),
    responses: { 201: z.object({ from: z.coerce.date() }), 409: z.object({ takenBy: z.string() }) },
  }),
}

const client = createClient({ baseUrl: 'https://harbour.example/api', contract: { vessels } })

const vessel = await client.api.vessels.byId({ params: { id: 'aurora' } })
console.log(vessel.name)

const result = await client.api.vessels.moor({ params: { id: 'aurora' }, body: { berth: 'N4' } }).result()
if (result.ok) console.log('moored from', result.data.from.getFullYear())
else if (result.status === 409) console.log('taken by', result.data.takenBy)
else console.log('not moored:', result.error.message)
