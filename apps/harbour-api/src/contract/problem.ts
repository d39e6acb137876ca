import { z } from 'zod'
import { Berth } from './berth.ts'

/** Problem details of RFC 9457, with the places that do not fit where it is a 422. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ part: z.enum(['params', 'query', 'body']), path: z.string(), message: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof Problem>

/** Why a vessel cannot lie where she was asked to, and where she can. */
export const Conflict = Problem.extend({
  reason: z.enum([
    'berth-taken',
    'berth-closed',
    'draught-too-deep',
    'vessel-too-long',
    'already-moored',
    'not-moored',
  ]),
  /** Free berths that fit her, the nearest fit first. */
  alternatives: z.array(Berth),
}).meta({ id: 'Conflict' })
export type Conflict = z.output<typeof Conflict>
