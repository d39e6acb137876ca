import { type RetryRefusal, isFairleadError } from './errors.ts'
import type { EventStream } from './events.ts'
import { callEvent } from './operation.ts'
import { outcomeOf } from './outcome.ts'
import type { Layer, Next } from './plugin.ts'
import type { Reply } from './reply.ts'
import type { CallRequest, RetryVerdict } from './request.ts'
import type { RetryBudget } from './retry-budget.ts'
import { type ServerHints, readServerHints } from './server-hints.ts'

/** How a call is retried. */
export interface RetryOptions {
  /** Tries beyond the first. @defaultValue 2 */
  readonly limit?: number
  /** The longest first backoff; each further one may be twice as long. @defaultValue 250 */
  readonly baseMs?: number
  /** The longest backoff of all. @defaultValue 10_000 */
  readonly maxMs?: number
  /** The longest wait a server may ask for; a longer one fails at once with `retryAt`. @defaultValue 60_000 */
  readonly maxWaitMs?: number
}

/** Retry options with every member set. */
export type RetryPolicy = Required<RetryOptions>

export const DEFAULT_RETRY: RetryPolicy = { limit: 2, baseMs: 250, maxMs: 10_000, maxWaitMs: 60_000 }

type Tried = { readonly reply?: Reply; readonly error?: unknown }

/**
 * The retry layer: full jitter, bounded by the limit, the origin's budget and the deadline. The server's own wait is a
 * lower bound, the deadline an upper one. A wait holds no slot.
 */
export function retryLayer(budget: RetryBudget, events: EventStream): Layer {
  return {
    stage: 'recover',
    name: 'retry',
    async handle(request, next) {
      const { scope, operation } = request
      budget.deposit(operation.origin, scope.runtime.now())
      for (let number = 1; ; number++) {
        const tried = await attempt(request, next)
        const outcome = outcomeOf(tried, request.classify)
        if (outcome === 'applied' || outcome === 'refused' || scope.endedBy) {
          delete operation.verdict
          return settle(tried)
        }
        const plan = planRetry(request, number, hintsOf(tried, scope.runtime.now()))
        if (typeof plan !== 'number') {
          operation.verdict = plan
          if (events.observed && plan.notRetried) {
            events.emit({ ...callEvent(request), type: 'retry:refused', attempt: number, reason: plan.notRetried })
          }
          return settle(tried)
        }
        await scope.sleep(plan)
      }
    },
  }

  function planRetry(request: CallRequest, number: number, hints: ServerHints): number | RetryVerdict {
    const { retry, scope, operation } = request
    const { random, now } = scope.runtime
    const nowMs = now()
    const { retryAt } = hints
    const refuse = (notRetried: RetryRefusal, retriesExhausted = false): RetryVerdict => ({
      retryable: request.repeatable && notRetried !== 'one-shot-body',
      retriesExhausted,
      notRetried,
      ...(retryAt !== undefined && { retryAt }),
    })
    if (!request.repeatable) return refuse('not-idempotent')
    if (request.body?.replayable === false) return refuse('one-shot-body')
    if (!retry || retry.limit === 0) return refuse('off')
    if (number > retry.limit) return refuse('limit', true)
    const serverMs = Math.max(0, (retryAt ?? 0) - nowMs)
    if (serverMs > retry.maxWaitMs) return refuse('wait-too-long', true)
    const backoffMs = random() * Math.min(retry.baseMs * 2 ** (number - 1), retry.maxMs)
    // Jitter on top of the server's time, or all its callers come back in the same instant.
    const waitMs = serverMs > 0 ? serverMs + backoffMs : backoffMs
    if (waitMs >= scope.remainingMs) return refuse('deadline', true)
    if (!budget.withdraw(operation.origin, nowMs)) return refuse('budget', true)
    const source = serverMs > 0 ? 'server' : 'backoff'
    const record = operation.attempts.at(-1)
    if (record) Object.assign(record, { waitMs, waitSource: source })
    if (events.observed) events.emit({ ...callEvent(request), type: 'retry:wait', attempt: number, waitMs, source })
    return waitMs
  }
}

async function attempt(request: CallRequest, next: Next): Promise<Tried> {
  try {
    return { reply: await next(request) }
  } catch (error) {
    return { error }
  }
}

function settle({ reply, error }: Tried): Reply {
  if (reply) return reply
  throw error
}

function hintsOf({ reply, error }: Tried, nowMs: number): ServerHints {
  if (reply) return readServerHints(reply.headers, nowMs)
  // A stage may have refused for the server's sake, such as a lane that is cooling down.
  return isFairleadError(error) && error.retryAt !== undefined ? { retryAt: error.retryAt } : {}
}
