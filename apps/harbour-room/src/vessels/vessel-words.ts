import { type Berth, type Vessel, type VesselFile, VesselKind, VesselQuery, VesselStatus } from 'harbour-api/contract'
import type { Place } from '../harbour/place.ts'
import { flagName, metres, momentText } from '../harbour/words.ts'

const PAGE_SIZE = 20

/** The page of the register that a place shows, as the harbour is asked for it. */
export function listQuery(place: Place): VesselQuery {
  return {
    q: place.q || undefined,
    kind: VesselKind.safeParse(place.kind).data,
    status: VesselStatus.safeParse(place.status).data,
    flag: place.flag || undefined,
    sort: VesselQuery.shape.sort.catch('name').parse(place.sort),
    page: place.page,
    pageSize: PAGE_SIZE,
  }
}

/** What there is to say of a vessel, name by name. */
export function vesselFacts(vessel: VesselFile): readonly (readonly [name: string, value: string])[] {
  return [
    ['Length', metres(vessel.lengthM)],
    ['Beam', metres(vessel.beamM)],
    ['Draught', metres(vessel.draughtM)],
    ['Gross tonnage', vessel.grossTonnage.toLocaleString('en-GB')],
    ['IMO', vessel.imo],
    ['Call sign', vessel.callSign],
    ['Flag', flagName(vessel.flag)],
    ['Master', vessel.master],
    ['Last port', vessel.lastPort],
  ]
}

/** How a vessel would lie at a berth. */
export function fitOf(
  berth: Berth,
  { lengthM, draughtM }: Vessel,
): { readonly tone: 'fits' | 'taken' | 'small'; readonly words: string } {
  if (draughtM >= berth.depthM) return { tone: 'small', words: `${metres(draughtM - berth.depthM)} too shallow` }
  if (lengthM > berth.lengthM) return { tone: 'small', words: `${metres(lengthM - berth.lengthM)} too short` }
  if (berth.closed) return { tone: 'taken', words: 'Closed' }
  if (berth.takenBy)
    return { tone: 'taken', words: `${berth.takenBy.vesselName} until ${momentText(berth.takenBy.until)}` }
  return { tone: 'fits', words: `Free · ${metres(berth.depthM - draughtM)} under keel` }
}
