import { del, get, post } from '@fairlead/core'
import { z } from 'zod'
import { Mooring, NewMooring } from './mooring.ts'
import { Conflict, Problem } from './problem.ts'
import { VesselFile, VesselId, VesselPage, VesselQuery } from './vessel.ts'

/** Lists vessels, filtered and by the page. */
export const list = get('/vessels', {
  query: VesselQuery,
  responses: { 200: VesselPage, '4XX': Problem },
  tags: ['vessels'],
  auth: 'public',
  summary: 'List vessels',
})

/** Reads one vessel's file. */
export const byId = get('/vessels/{id}', {
  params: VesselId,
  responses: { 200: VesselFile, '4XX': Problem },
  tags: ({ params }) => [`vessel:${params.id}`],
  auth: 'public',
  summary: 'Read the file of a vessel',
})

/** Moors a vessel at a berth. For those on watch. Carries an Idempotency-Key, so that a lost answer is asked for again and never done twice. */
export const moor = post('/vessels/{id}/moorings', {
  params: VesselId,
  body: NewMooring,
  responses: { 201: Mooring, 409: Conflict, '4XX': Problem },
  idempotent: 'key',
  invalidates: ({ params }) => ['vessels', 'berths', `vessel:${params.id}`],
  auth: 'session',
  summary: 'Moor a vessel',
})

/** Lets a vessel leave her berth. For those on watch. */
export const castOff = del('/vessels/{id}/mooring', {
  params: VesselId,
  responses: { 200: z.object({ left: Mooring }), 409: Conflict, '4XX': Problem },
  idempotent: false,
  invalidates: ({ params }) => ['vessels', 'berths', `vessel:${params.id}`],
  auth: 'session',
  summary: 'Cast off',
})
