import { get, put } from '@fairlead/core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Problem = z.object({ title: z.string() })

export const byId = get('/vessels/{id}', {
  responses: { 200: Vessel, 404: Problem },
  tags: ({ params }) => [`vessel:${params.id}`],
})
export const rename = put('/vessels/{id}', {
  body: Vessel.pick({ name: true }),
  responses: { 200: Vessel, 404: Problem },
  invalidates: ({ params }) => [`vessel:${params.id}`],
})
