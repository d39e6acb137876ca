import type * as contract from '../contract/harbours.ts'
import type { BerthRegister } from '../database/berths.ts'
import type { VesselRegister } from '../database/vessels.ts'
import type { Handlers } from '../http/answer.ts'
import { notFound } from '../http/problem-error.ts'

/** What the harbours' endpoints work on. */
export interface HarbourDesk {
  readonly vessels: VesselRegister
  readonly berths: BerthRegister
}

/** The work behind the harbours' endpoints. */
export function harbourHandlers({ vessels, berths }: HarbourDesk): Handlers<{ harbours: typeof contract }>['harbours'] {
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
  }
}
