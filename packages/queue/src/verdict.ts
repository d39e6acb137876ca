import { type CallRequest, type Reply, isFairleadError, outcomeOf } from '@fairlead/core'
import type { BreakerOutcome } from './breaker/options.ts'
import type { Lesson } from './scheduler/item.ts'

/** What one trip says about the server, for those who learn from it. */
export interface Verdict {
  readonly lesson: Lesson
  readonly breaker: BreakerOutcome
}

/** What a call that ended by itself, or by its caller, says: nothing. */
export const NOTHING: Verdict = { lesson: 'ignored', breaker: 'ignored' }

/** Core's judgement of a try, as limits and breakers need it. */
export function verdictOf(request: CallRequest, reply: Reply | undefined, error?: unknown): Verdict {
  if (reply) {
    const { status } = reply
    // A server that asks for fewer calls works.
    if (status === 429) return { lesson: 'overload', breaker: 'ignored' }
    const outcome = outcomeOf({ reply }, request.classify)
    if (outcome === 'applied' || outcome === 'refused') return { lesson: 'success', breaker: 'success' }
    // A server that is down says nothing about how many calls it takes; one that asks for a pause does.
    const isBusy = status === 503 && reply.headers.has('retry-after')
    return { lesson: isBusy ? 'overload' : 'ignored', breaker: 'failure' }
  }
  const kind = isFairleadError(error) ? error.kind : undefined
  if (kind === 'timeout') return { lesson: 'overload', breaker: 'failure' }
  return kind === 'network' ? { lesson: 'ignored', breaker: 'failure' } : NOTHING
}
