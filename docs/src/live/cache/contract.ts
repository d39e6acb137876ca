import { get, put } from '@fairlead/core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Quay = z.object({ answer: z.number(), vessels: z.array(Vessel) })

export const vessels = {
  list: get('/vessels', { responses: { 200: Quay }, tags: ['vessels'] }),
  rename: put('/vessels/{id}', {
    body: Vessel.pick({ name: true }),
    responses: { 200: Vessel },
    invalidates: ['vessels'],
  }),
}
