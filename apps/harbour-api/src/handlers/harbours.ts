import type * as contract from '../contract/harbours.ts'
import type { BerthRegister } from '../database/berths.ts'
import type { VesselRegister } from '../database/vessels.ts'
import type { Handlers } from '../http/answer.ts'
import type { Berth } from '../contract/berth.ts'
import { confirmed } from '../identity/watch.ts'
import { notFound } from '../http/problem-error.ts'

/** What the harbours' endpoints work on. */
export interface HarbourDesk {
  readonly vessels: VesselRegister
  readonly berths: BerthRegister
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
}

/** The work behind the harbours' endpoints. */
export function harbourHandlers({
  vessels,
  berths,
  now,
}: HarbourDesk): Handlers<{ harbours: typeof contract }>['harbours'] {
  const setClosed = (id: string, closed: boolean): { status: 200; body: Berth } => {
    if (berths.byId(id) === undefined) throw notFound(`berth '${id}'`)
    berths.setClosed(id, closed)
    return { status: 200, body: berths.byId(id) as Berth }
  }
  return {
    list({ query }) {
      const vessel = query.vessel === undefined ? undefined : vessels.byId(query.vessel)
      if (query.vessel !== undefined && vessel === undefined) throw notFound(`vessel '${query.vessel}'`)
      return { status: 200, body: berths.harbours(vessel) }
    },
    berths({ params }) {
      const found = berths.ofHarbour(params.id)
      if (found === undefined) throw notFound(`harbour '${params.id}'`)
      return { status: 200, body: found }
    },
    closeBerth({ params, officer }) {
      confirmed(officer, now())
      return setClosed(params.id, true)
    },
    openBerth({ params, officer }) {
      confirmed(officer, now())
      return setClosed(params.id, false)
    },
  }
}
