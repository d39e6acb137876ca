import { z } from 'zod'

/** Who is on watch. */
export const Officer = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.string(),
    /** When the access token of this call expires. */
    tokenUntil: z.iso.datetime(),
    /** When the officer last confirmed who they are. */
    confirmedAt: z.iso.datetime(),
  })
  .meta({ id: 'Officer' })
export type Officer = z.output<typeof Officer>

/** What may go wrong with an officer's tokens: all of them expire now, or the next two refreshes are not answered. */
export const SessionFault = z.enum(['expire-tokens', 'refresh-unavailable', 'refresh-dropped'])
export type SessionFault = z.output<typeof SessionFault>

/** The authentication class of an officer who has typed the code of the day. */
export const STEP_UP_ACR = 'urn:harbour:code'
