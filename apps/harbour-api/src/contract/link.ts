import type { MessageContract } from '@fairlead/ws'
import { z } from 'zod'
import { VesselKind } from './vessel.ts'

/** Where a vessel is on the chart, which is 1,000 wide and 600 high, and where she is going. */
export const Sighting = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: VesselKind,
    x: z.number(),
    y: z.number(),
    /** Degrees, clockwise from north. */
    course: z.number(),
    knots: z.number(),
  })
  .meta({ id: 'Sighting' })
export type Sighting = z.output<typeof Sighting>

/** All vessels on the move, once a second. Numbers follow each other as long as nothing is missed. */
export const Sweep = z
  .object({ number: z.number().int(), atMs: z.number(), sightings: z.array(Sighting) })
  .meta({ id: 'Sweep' })
export type Sweep = z.output<typeof Sweep>

/** What the officer on watch writes into the log. */
const Entry = z.object({ number: z.number().int(), text: z.string().max(200) })

/** What goes wrong with the officer's live connection. */
export const LinkFault = z.enum(['cut', 'half-open', 'restart'])
export type LinkFault = z.output<typeof LinkFault>

/** What the harbour and a control room say to each other over their live connection. */
export const link = {
  toClient: { sweep: Sweep },
  toServer: { entry: Entry },
  requests: {
    strike: { input: LinkFault, output: z.null() },
    /** How many entries the log has, and how many of them twice. */
    log: { input: z.null(), output: z.object({ entries: z.number(), twice: z.number() }), class: 'once-safe' },
  },
} as const satisfies MessageContract
