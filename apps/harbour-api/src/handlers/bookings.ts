import type * as contract from '../contract/bookings.ts'
import type { BerthRegister } from '../database/berths.ts'
import type { Bookings } from '../database/bookings.ts'
import type { VesselRegister } from '../database/vessels.ts'
import type { Handlers } from '../http/answer.ts'
import { notFound, problemType } from '../http/problem-error.ts'
import { onWatch } from '../identity/watch.ts'

/** What the bookings' endpoints work on. */
export interface BookingDesk {
  readonly vessels: VesselRegister
  readonly berths: BerthRegister
  readonly bookings: Bookings
}

const MAX_BERTHS = 100
const MAX_ALTERNATIVES = 3

/** The work behind the bookings' endpoints. */
export function bookingHandlers({
  vessels,
  berths,
  bookings,
}: BookingDesk): Handlers<{ bookings: typeof contract }>['bookings'] {
  return {
    list: () => ({ status: 200, body: bookings.list() }),
    book({ body, officer }) {
      const vessel = vessels.byId(body.vesselId)
      if (vessel === undefined) throw notFound(`vessel '${body.vesselId}'`)
      const berth = berths.byId(body.berthId)
      if (berth === undefined) throw notFound(`berth '${body.berthId}'`)
      const booking = bookings.book(vessel, berth, body, onWatch(officer).name)
      if (!('reason' in booking)) return { status: 201, body: booking }
      const { title, ...rest } = booking
      const free = rest.reason === 'vessel-booked' ? [] : bookings.freeOn(body.day, berths.fitting(vessel, MAX_BERTHS))
      const alternatives = free
        .slice(0, MAX_ALTERNATIVES)
        .map(({ id, name, harbourId, harbourName }) => ({ id, name, harbourId, harbourName }))
      return { status: 409, body: { type: problemType(title), title, status: 409, ...rest, alternatives } }
    },
  }
}
