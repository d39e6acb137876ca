import { z } from 'zod'

/** What it takes to ask for a pilot. */
export const PilotRequest = z
  .object({
    vesselId: z.string().min(1).max(60),
    /** Whether she cannot wait for her turn. The service itself takes calls as they come. */
    urgent: z.boolean(),
  })
  .meta({ id: 'PilotRequest' })
export type PilotRequest = z.output<typeof PilotRequest>

/** A pilot who goes out to a vessel. */
export const PilotOrder = z
  .object({
    id: z.string(),
    vesselId: z.string(),
    urgent: z.boolean(),
    pilot: z.string(),
    boardsAt: z.iso.datetime(),
  })
  .meta({ id: 'PilotOrder' })
export type PilotOrder = z.output<typeof PilotOrder>

/** The state of the pilot service: `slow` takes five times as long, `failing` is a 503 for everybody. */
export const PilotFault = z.enum(['well', 'slow', 'failing'])
export type PilotFault = z.output<typeof PilotFault>

/** What the pilot service takes from one control room: so many calls at once, so many in a while. */
export const PILOT_QUOTA = Object.freeze({ atOnce: 4, burst: 8, perSecond: 2 })
