import { z } from 'zod'

/** A place where one vessel can lie, and who lies there. */
export const Berth = z
  .object({
    id: z.string(),
    name: z.string(),
    harbourId: z.string(),
    harbourName: z.string(),
    lengthM: z.number(),
    depthM: z.number(),
    /** Whether new moorings are refused. */
    closed: z.boolean(),
    takenBy: z.object({ vesselId: z.string(), vesselName: z.string(), until: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'Berth' })
export type Berth = z.output<typeof Berth>

/** A harbour and how full it is. */
export const Harbour = z
  .object({
    id: z.string(),
    name: z.string(),
    berths: z.number().int(),
    freeBerths: z.number().int(),
    /** Free berths that the vessel asked for would fit; all free ones where none was asked for. */
    fittingBerths: z.number().int(),
  })
  .meta({ id: 'Harbour' })
export type Harbour = z.output<typeof Harbour>

/** For which vessel the harbours are looked at, if for one. */
export const HarbourQuery = z.object({ vessel: z.string().max(60).optional() })

/** The path parameter of one berth. */
export const BerthId = z.object({ id: z.string().min(1).max(60) })

/** The path parameter of one harbour. */
export const HarbourId = z.object({ id: z.string().min(1).max(40) })
