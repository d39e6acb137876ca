import { del, get, put } from '@fairlead/core'
import { z } from 'zod'
import { Berth, BerthId, Harbour, HarbourId, HarbourQuery } from './berth.ts'
import { Problem } from './problem.ts'

/** Lists the harbours and how full they are. */
export const list = get('/harbours', {
  query: HarbourQuery,
  responses: { 200: z.array(Harbour), '4XX': Problem },
  tags: ['berths'],
  auth: 'public',
  summary: 'List harbours',
})

/** Lists the berths of one harbour and who lies there. */
export const berths = get('/harbours/{id}/berths', {
  params: HarbourId,
  responses: { 200: z.array(Berth), '4XX': Problem },
  tags: ['berths'],
  auth: 'public',
  summary: 'List the berths of a harbour',
})

/**
 * Closes a berth to new moorings. For those on watch, who have confirmed lately that it is them: RFC 9470 says how the
 * harbour asks for that.
 */
export const closeBerth = put('/berths/{id}/closure', {
  params: BerthId,
  responses: { 200: Berth, '4XX': Problem },
  auth: 'session',
  invalidates: ['berths'],
  summary: 'Close a berth',
})

/** Opens a berth again. */
export const openBerth = del('/berths/{id}/closure', {
  params: BerthId,
  responses: { 200: Berth, '4XX': Problem },
  auth: 'session',
  invalidates: ['berths'],
  summary: 'Open a berth',
})
