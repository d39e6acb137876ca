import * as bookings from './bookings.ts'
import * as faults from './faults.ts'
import * as harbours from './harbours.ts'
import * as pilots from './pilots.ts'
import * as vessels from './vessels.ts'
import * as watch from './watch.ts'

/** Everything the harbour's API can do, in the shape that `createClient({ contract })` takes. */
export const contract = { vessels, harbours, bookings, faults, watch }
/** What the pilot service can do: another server, with limits of its own. */
export const pilotContract = { pilots }
export { bookings, faults, harbours, pilots, vessels, watch }

export { Berth, BerthId, Harbour, HarbourId, HarbourQuery } from './berth.ts'
export { Booking, BookingConflict, NewBooking } from './booking.ts'
export { CustomsFault, Faults, HowOften, NO_FAULTS, TAB_HEADER } from './fault.ts'
export { LinkFault, Sighting, Sweep, link } from './link.ts'
export { Mooring, NewMooring } from './mooring.ts'
export { PILOT_QUOTA, PilotFault, PilotOrder, PilotRequest } from './pilot.ts'
export { Conflict, Problem } from './problem.ts'
export { Officer, SessionFault, STEP_UP_ACR } from './officer.ts'
export { Vessel, VesselFile, VesselId, VesselKind, VesselPage, VesselQuery, VesselStatus } from './vessel.ts'
