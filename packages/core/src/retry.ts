import { type RetryRefusal, isFairleadError } from './errors.ts'
import { outcomeOf } from './outcome.ts'
import type { Layer } from './plugin.ts'
import type { Reply } from './reply.ts'
import type { CallRequest, RetryVerdict } from './request.ts'
import type { RetryBudget } from './retry-budget.ts'
import { readServerHints } from './server-hints.ts'

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

/**
 * The retry layer: full jitter, bounded by the limit, the origin's budget and the deadline. The server's own wait is a
 * lower bound, the deadline an upper one. A wait holds no slot.
 */
export function retryLayer(budget: RetryBudget): Layer {
  return {
    stage: 'recover',
    name: 'retry',
    async handle(request, next) {
      const { scope, operation } = request
      budget.deposit(operation.origin, scope.runtime.now())
      for (let number = 1; ; number++) {
        let reply: Reply | undefined
        let error: unknown
        try {
          reply = await next(request)
        } catch (thrown) {
          error = thrown
        }
        const outcome = outcomeOf({ reply, error }, request.classify)
        const again = (outcome === 'transient' || outcome === 'unknown') && !scope.endedBy
        const plan = again ? planRetry(request, number, retryAtOf(reply, error, scope.runtime.now())) : undefined
        if (typeof plan === 'number') {
          if (reply?.body instanceof ReadableStream) void reply.body.cancel()
          await scope.sleep(plan)
        } else {
          operation.verdict = plan
          if (reply) return reply
          throw error
        }
      }
    },
  }

  /** How long to wait before the next try, or why there is none. */
  function planRetry(request: CallRequest, attempt: number, retryAt: number | undefined): number | RetryVerdict {
    const { retry, scope, events, operation, repeatable, body } = request
    const { now, random } = scope.runtime
    const serverMs = Math.max(0, (retryAt ?? 0) - now())
    // Jitter on top of the server's time, or all its callers come back in the same instant.
    const waitMs = retry ? serverMs + random() * Math.min(retry.baseMs * 2 ** (attempt - 1), retry.maxMs) : 0
    const retryable = repeatable && body?.replayable !== false
    let refusal: RetryRefusal | undefined
    if (!repeatable) refusal = 'not-idempotent'
    else if (!retryable) refusal = 'one-shot-body'
    else if (!retry?.limit) refusal = 'off'
    else if (attempt > retry.limit) refusal = 'limit'
    else if (serverMs > retry.maxWaitMs) refusal = 'wait-too-long'
    else if (waitMs >= scope.remainingMs) refusal = 'deadline'
    else if (!budget.withdraw(operation.origin, now())) refusal = 'budget'
    if (refusal) {
      events.tell?.(operation, 'retry:refused', { attempt, reason: refusal })
      return {
        retryable,
        retriesExhausted: retryable && refusal !== 'off',
        notRetried: refusal,
        ...(retryAt && { retryAt }),
      }
    }
    const source = serverMs > 0 ? 'server' : 'backoff'
    Object.assign(operation.attempts.at(-1) ?? {}, { waitMs, waitSource: source })
    events.tell?.(operation, 'retry:wait', { attempt, waitMs, source })
    return waitMs
  }
}

/** A stage may have refused for the server's sake, such as a lane that is cooling down. */
function retryAtOf(reply: Reply | undefined, error: unknown, nowMs: number): number | undefined {
  return reply ? readServerHints(reply.headers, nowMs).retryAt : isFairleadError(error) ? error.retryAt : undefined
}
