import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Berth } from '../contract/berth.ts'
import type { Booking, BookingConflict, NewBooking } from '../contract/booking.ts'
import type { Vessel } from '../contract/vessel.ts'

/** What stands in the way of a booking, in words for a person. */
export interface BookingRefusal {
  readonly reason: BookingConflict['reason']
  readonly title: string
  readonly detail: string
}

/** Keeps berths for vessels. */
export interface Bookings {
  /** Those of today and after, the next day first. */
  list(): Booking[]
  /** The booking, or why there is none. */
  book(vessel: Vessel, berth: Berth, wanted: NewBooking, officer: string): Booking | BookingRefusal
  /** Of some berths those that nobody has booked for a day. */
  freeOn(day: string, berths: readonly Berth[]): Berth[]
}

type Row = Omit<Booking, 'pilot'> & { readonly pilot: number }

const SELECT = `SELECT booking.id, vessel_id AS vesselId, berth_id AS berthId, day, pilot, booked_by AS bookedBy,
    vessel.name AS vesselName, berth.name AS berthName, harbour.id AS harbourId, harbour.name AS harbourName
  FROM booking JOIN vessel ON vessel.id = vessel_id JOIN berth ON berth.id = berth_id
  JOIN harbour ON harbour.id = berth.harbour_id`

/** Makes the bookings over a database; `now` gives milliseconds since the Unix epoch. */
export function createBookings(database: DatabaseSync, now: () => number): Bookings {
  const from = database.prepare(`${SELECT} WHERE day >= ? ORDER BY day, harbour.name, berth.rowid`)
  const ofBerth = database.prepare(`${SELECT} WHERE berth_id = ? AND day = ?`)
  const ofVessel = database.prepare(`${SELECT} WHERE vessel_id = ? AND day = ?`)
  const add = database.prepare('INSERT INTO booking VALUES (?, ?, ?, ?, ?, ?)')

  function refusalOf(vessel: Vessel, berth: Berth, day: string): BookingRefusal | undefined {
    if (vessel.draughtM >= berth.depthM || vessel.lengthM > berth.lengthM)
      return {
        reason: 'does-not-fit',
        title: 'She does not fit',
        detail: `${vessel.name} is ${vessel.lengthM} m long and draws ${vessel.draughtM} m; ${berth.name} takes ${berth.lengthM} m and is ${berth.depthM} m deep.`,
      }
    if (berth.closed) return { reason: 'berth-closed', title: 'Berth closed', detail: `${berth.name} is closed.` }
    const hers = ofVessel.get(vessel.id, day) as Row | undefined
    if (hers)
      return {
        reason: 'vessel-booked',
        title: 'She has a berth',
        detail: `${vessel.name} is booked at ${hers.berthName}, ${hers.harbourName}, on that day.`,
      }
    const others = ofBerth.get(berth.id, day) as Row | undefined
    if (!others) return undefined
    return {
      reason: 'berth-booked',
      title: 'Berth booked',
      detail: `${berth.name} is booked for ${others.vesselName} on that day.`,
    }
  }

  return {
    list: () => (from.all(new Date(now()).toISOString().slice(0, 10)) as unknown as Row[]).map(bookingOf),
    book(vessel, berth, { day, pilot }, officer) {
      const refusal = refusalOf(vessel, berth, day)
      if (refusal) return refusal
      add.run(randomUUID(), vessel.id, berth.id, day, Number(pilot), officer)
      return bookingOf(ofBerth.get(berth.id, day) as unknown as Row)
    },
    freeOn: (day, berths) => berths.filter(({ id }) => ofBerth.get(id, day) === undefined),
  }
}

function bookingOf(row: Row): Booking {
  return { ...row, pilot: row.pilot === 1 }
}
