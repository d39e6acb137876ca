import { z } from 'zod'

/** A stay of a vessel at a berth. */
export const Mooring = z
  .object({
    id: z.string(),
    vesselId: z.string(),
    vesselName: z.string(),
    berthId: z.string(),
    berthName: z.string(),
    harbourId: z.string(),
    harbourName: z.string(),
    since: z.iso.datetime(),
    /** When the berth is promised to be free again; in a vessel's history, when she left. */
    until: z.iso.datetime(),
  })
  .meta({ id: 'Mooring' })
export type Mooring = z.output<typeof Mooring>

/** What it takes to moor a vessel. */
export const NewMooring = z
  .object({
    berthId: z.string().min(1, 'Choose a berth.'),
    stayHours: z
      .number('Give the stay in whole hours.')
      .int('Give the stay in whole hours.')
      .min(1, 'A stay is at least one hour.')
      .max(336, 'A stay is at most 14 days (336 hours).'),
  })
  .meta({ id: 'NewMooring' })
export type NewMooring = z.output<typeof NewMooring>
