import type { SessionFault } from '../contract/officer.ts'
import type * as contract from '../contract/watch.ts'
import type { Handlers } from '../http/answer.ts'
import { onWatch } from '../identity/watch.ts'

/** The work behind the endpoints of those on watch. */
export function watchHandlers(
  strike: (account: string, fault: SessionFault) => void,
): Handlers<{ watch: typeof contract }>['watch'] {
  return {
    me({ officer }) {
      const { id, name, role, tokenUntilMs, confirmedAtMs } = onWatch(officer)
      const tokenUntil = new Date(tokenUntilMs).toISOString()
      return { status: 200, body: { id, name, role, tokenUntil, confirmedAt: new Date(confirmedAtMs).toISOString() } }
    },
    fault({ body, officer }) {
      strike(onWatch(officer).id, body.fault)
      return { status: 200, body }
    },
  }
}
