import * as faults from './faults.ts'
import * as harbours from './harbours.ts'
import * as vessels from './vessels.ts'

/** Everything the harbour's API can do, in the shape that `createClient({ contract })` takes. */
export const contract = { vessels, harbours, faults }
export { faults, harbours, vessels }

export { Berth, Harbour, HarbourId, HarbourQuery } from './berth.ts'
export { Faults, HowOften, NO_FAULTS, TAB_HEADER } from './fault.ts'
export { Mooring, NewMooring } from './mooring.ts'
export { Conflict, Problem } from './problem.ts'
export { Vessel, VesselFile, VesselId, VesselKind, VesselPage, VesselQuery, VesselStatus } from './vessel.ts'
