import type { CallRequest } from '@fairlead/core'
import type { Landing } from './flights.ts'
import type { LookUp } from './look-up.ts'
import { type Passage, wantsNewer } from './passage.ts'
import type { Turn } from './store.ts'
import type { Tiers } from './tiers.ts'

/**
 * Asks the server when it is this process's turn. Undefined where another one that shares the store has had its turn first,
 * and has stored an answer that will do.
 */
export type TakeTurn = (
  passage: Passage,
  request: CallRequest,
  ask: () => Promise<Landing>,
) => Promise<Landing | undefined>

/** Others that may have had their turn in vain before a call goes without: one that died, and the one that came after it. */
const MAX_TURNS = 2

/** Makes the waiting for one's turn. */
export function createTurns({ far, memory, ask: lookAgain, since }: Tiers, lookUp: LookUp): TakeTurn {
  /** What the store has by now: a good answer, none that the request selects, or none that is good. */
  async function lookFor({ intent }: Passage, request: CallRequest): Promise<'good' | 'others' | undefined> {
    const { epoch } = memory
    const lookup = await lookAgain(intent)
    const found = lookup ? since(epoch, lookup.found) : []
    const candidate = lookUp.choose(request, intent, { epoch, found })
    if (!candidate) return found.length > 0 ? 'others' : undefined
    return lookUp.isGood(candidate, intent) ? 'good' : undefined
  }

  /** Undefined where the store has an answer. */
  async function turnOf(passage: Passage, request: CallRequest): Promise<Exclude<Turn, 'look'> | undefined> {
    const { remainingMs } = request.scope
    for (let tries = 0; tries < MAX_TURNS; tries++) {
      // However long others take, the call has as much time left for itself.
      const leftMs = request.scope.remainingMs - remainingMs / 2
      const turn = leftMs > 0 ? await far?.lease?.(passage.intent.key, leftMs) : undefined
      if (turn === undefined) break
      if (turn === 'go') return 'go'
      // Between the look-up and the turn another one may have had it.
      const found = await lookFor(passage, request)
      if (found === 'good') {
        if (typeof turn === 'function') turn()
        return undefined
      }
      if (typeof turn === 'function') return turn
      // By what answers vary is known only now: one for other headers is not worth waiting for.
      if (found === 'others') break
    }
    return 'go'
  }

  return async (passage, request, ask) => {
    const { intent, epochs, hasWaited } = passage
    const isAsked = far?.lease && epochs.far !== undefined && !intent.partition.volatile
    if (!isAsked || hasWaited || request.streamed || wantsNewer(intent)) return ask()
    const turn = await turnOf(passage, request)
    if (turn === undefined) return undefined
    if (turn === 'go') return ask()
    try {
      const landing = await ask()
      if (isOfUse(landing)) void far?.stored(intent.key).then(turn)
      else turn(false)
      return landing
    } catch (error) {
      turn(request.scope.endedBy ? undefined : false)
      throw error
    }
  }
}

/** Whether others can take it from the store without a question to the server. */
function isOfUse({ refusal, facts }: Landing): boolean {
  return refusal === undefined && !facts.noCache && facts.lifetimeMs > facts.initialAgeMs
}
