import type { Conflict } from '../contract/problem.ts'
import type { VesselFile } from '../contract/vessel.ts'
import type * as contract from '../contract/vessels.ts'
import type { BerthRegister } from '../database/berths.ts'
import { type Moorings, type Refusal, alternativesFor } from '../database/moorings.ts'
import type { BerthChanges } from '../graphql/berth-changes.ts'
import type { VesselRegister } from '../database/vessels.ts'
import type { Handlers } from '../http/answer.ts'
import { notFound, problemType } from '../http/problem-error.ts'

/** What the vessels' endpoints work on. */
export interface VesselDesk {
  readonly vessels: VesselRegister
  readonly berths: BerthRegister
  readonly moorings: Moorings
  readonly changes: BerthChanges
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
}

/** The work behind the vessels' endpoints. */
export function vesselHandlers({
  vessels,
  berths,
  moorings,
  changes,
  now,
}: VesselDesk): Handlers<{ vessels: typeof contract }>['vessels'] {
  const vesselOf = (id: string): VesselFile => {
    const vessel = vessels.byId(id)
    if (vessel === undefined) throw notFound(`vessel '${id}'`)
    return vessel
  }
  const tell = (vesselId: string): void => changes.publish('berthChanged', vesselId, { vesselId, atMs: now() })
  const conflict = ({ title, ...rest }: Refusal, vessel: VesselFile): { status: 409; body: Conflict } => ({
    status: 409,
    body: { type: problemType(title), title, status: 409, ...rest, alternatives: alternativesFor(vessel, berths) },
  })
  return {
    list: ({ query }) => ({ status: 200, body: vessels.list(query) }),
    byId: ({ params }) => ({ status: 200, body: vesselOf(params.id) }),
    moor({ params, body }) {
      const vessel = vesselOf(params.id)
      const berth = berths.byId(body.berthId)
      if (berth === undefined) throw notFound(`berth '${body.berthId}'`)
      const stay = moorings.moor(vessel, berth, body)
      if ('reason' in stay) return conflict(stay, vessel)
      tell(vessel.id)
      return { status: 201, body: stay }
    },
    castOff({ params }) {
      const vessel = vesselOf(params.id)
      const left = moorings.castOff(vessel)
      if ('reason' in left) return conflict(left, vessel)
      tell(vessel.id)
      return { status: 200, body: { left } }
    },
  }
}
