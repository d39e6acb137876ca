import { get, post } from '@fairlead/core'
import { z } from 'zod'
import { PilotOrder, PilotRequest } from './pilot.ts'
import { Problem } from './problem.ts'

/** Asks for a pilot. Carries an Idempotency-Key: a call that is repeated sends nobody out twice. */
export const request = post('/pilots/orders', {
  body: PilotRequest,
  responses: { 201: PilotOrder, '4XX': Problem },
  idempotent: 'key',
  auth: 'public',
  summary: 'Ask for a pilot',
})

/** Lists the pilots that are out for this control room, the latest first. */
export const list = get('/pilots/orders', {
  responses: { 200: z.array(PilotOrder), '4XX': Problem },
  auth: 'public',
  summary: 'List pilots that are out',
})
