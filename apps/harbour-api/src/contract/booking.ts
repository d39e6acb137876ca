import { z } from 'zod'
import { Berth } from './berth.ts'
import { Problem } from './problem.ts'

/** What it takes to book a berth for a day. */
export const NewBooking = z
  .object({
    vesselId: z.string().min(1, 'Choose a vessel.').max(60),
    berthId: z.string().min(1, 'Choose a berth.').max(60),
    /** A calendar day in UTC. */
    day: z.iso.date('Choose a day.'),
    /** Whether a pilot is to bring her in. */
    pilot: z.boolean(),
  })
  .meta({ id: 'NewBooking' })
export type NewBooking = z.output<typeof NewBooking>

/** A berth that is kept for a vessel on a day. */
export const Booking = NewBooking.extend({
  id: z.string(),
  vesselName: z.string(),
  berthName: z.string(),
  harbourId: z.string(),
  harbourName: z.string(),
  /** The name of the officer who booked. */
  bookedBy: z.string(),
}).meta({ id: 'Booking' })
export type Booking = z.output<typeof Booking>

/** Why a berth cannot be booked, and what can. */
export const BookingConflict = Problem.extend({
  reason: z.enum(['berth-booked', 'berth-closed', 'vessel-booked', 'does-not-fit']),
  /** Berths that fit her and are free on that day, the nearest fit first. */
  alternatives: z.array(Berth.pick({ id: true, name: true, harbourId: true, harbourName: true })),
}).meta({ id: 'BookingConflict' })
export type BookingConflict = z.output<typeof BookingConflict>
