import { get, post } from '@fairlead/core'
import { z } from 'zod'
import { Officer, SessionFault } from './officer.ts'
import { Problem } from './problem.ts'

/** Reads who is on watch, by the token of the call. */
export const me = get('/watch/me', {
  responses: { 200: Officer, '4XX': Problem },
  auth: 'session',
  tags: ['watch'],
  summary: 'Read who is on watch',
})

/** Lets something go wrong with the tokens of the officer who asks. */
export const fault = post('/watch/faults', {
  body: z.object({ fault: SessionFault }),
  responses: { 200: z.object({ fault: SessionFault }), '4XX': Problem },
  auth: 'session',
  summary: 'Let a session fault strike',
})
