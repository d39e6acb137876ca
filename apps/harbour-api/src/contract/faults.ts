import { del, get, put } from '@fairlead/core'
import { Faults } from './fault.ts'
import { Problem } from './problem.ts'

/** Reads what is left of the faults. */
export const read = get('/faults', {
  responses: { 200: Faults, '4XX': Problem },
  auth: 'public',
  summary: 'Read the faults',
})

/** Sets all faults at once. */
export const set = put('/faults', {
  body: Faults,
  responses: { 200: Faults, '4XX': Problem },
  auth: 'public',
  summary: 'Set the faults',
})

/** Ends all faults. */
export const reset = del('/faults', {
  responses: { 200: Faults, '4XX': Problem },
  auth: 'public',
  summary: 'End all faults',
})
