import { del, get, patch, post, put } from '@fairlead/core'
import * as z from 'zod'

/** A vessel as the harbour's API describes it. */
export const Vessel = z.object({ id: z.string(), name: z.string(), lengthM: z.number() })
const Problem = z.object({ title: z.string() })
const Conflict = z.object({ takenBy: z.string() })
const Mooring = z.object({ berth: z.string(), from: z.coerce.date() })

/** The endpoints that most tests call. */
export const vessels = {
  list: get('/vessels', {
    query: z.object({ flag: z.string().optional(), page: z.number().default(1) }),
    responses: { 200: z.array(Vessel) },
  }),
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: Problem } }),
  create: post('/vessels', { body: Vessel, responses: { 201: Vessel } }),
  moor: post('/vessels/{id}/moorings', {
    body: z.object({ berth: z.string() }),
    responses: { 201: Mooring, 409: Conflict, '4XX': Problem },
  }),
  rename: patch('/vessels/{id}', { body: z.object({ name: z.string() }), responses: { 200: Vessel, 204: null } }),
  replace: put('/vessels/{id}', { body: Vessel, responses: { 200: Vessel, default: Problem } }),
  remove: del('/vessels/{id}', { responses: { 204: null } }),
}
