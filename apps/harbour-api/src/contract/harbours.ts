import { get } from '@fairlead/core'
import { z } from 'zod'
import { Berth, Harbour, HarbourId, HarbourQuery } from './berth.ts'
import { Problem } from './problem.ts'

/** Lists the harbours and how full they are. */
export const list = get('/harbours', {
  query: HarbourQuery,
  responses: { 200: z.array(Harbour), '4XX': Problem },
  tags: ['berths'],
  summary: 'List harbours',
})

/** Lists the berths of one harbour and who lies there. */
export const berths = get('/harbours/{id}/berths', {
  params: HarbourId,
  responses: { 200: z.array(Berth), '4XX': Problem },
  tags: ['berths'],
  summary: 'List the berths of a harbour',
})
