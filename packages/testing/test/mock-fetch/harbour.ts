import { del, get, post } from '@fairlead/core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string(), kind: z.enum(['tug', 'ferry']) })
const Problem = z.object({ title: z.string() })

/** The endpoints that are mocked here. */
const vessels = {
  list: get('/vessels', {
    query: z.object({ page: z.number().default(1), flags: z.array(z.string()).optional(), q: z.string().optional() }),
    responses: { 200: z.array(Vessel), default: Problem },
  }),
  mine: get('/vessels/mine', { responses: { 200: z.array(Vessel) } }),
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: Problem } }),
  moor: post('/vessels/{id}/moorings', {
    headers: z.object({ 'X-Watch': z.string().optional() }),
    body: z.object({ berth: z.string() }),
    responses: { 201: z.object({ from: z.coerce.date() }), 409: z.object({ takenBy: z.string() }), '4XX': Problem },
  }),
  remove: del('/vessels/{id}', { responses: { 204: null } }),
  file: get('/vessels/{id}/file.{format}', { view: 'text', responses: { 200: z.unknown(), 404: Problem } }),
  positions: get('/positions', { view: 'stream' }),
  loose: get('/loose'),
  order: post('/orders', {
    responses: { 200: z.object({ done: z.literal(true) }), 202: z.object({ later: z.string() }) },
  }),
}
export const contract = { vessels, Vessel, name: { of: 'harbour' } }
export const aurora = { id: 'aurora', name: 'Aurora', kind: 'ferry' } as const
