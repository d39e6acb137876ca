import { type FairleadError, type Runtime, isFairleadError } from '@fairlead/core'

/** What TanStack Query is told about trying again. */
export interface RetrySettings {
  readonly retry: (failures: number, error: unknown) => boolean
  readonly retryDelay: (failures: number, error: unknown) => number
}

/** Tries of a hook beyond those of the call. */
const MAX_RETRIES = 3

/** A longer wait is an error that says when, and no query that is pending for an hour. */
const MAX_WAIT_MS = 600_000

const JITTER_MS = 1_000

/**
 * One layer tries again, and that is core: it knows budgets, deadlines and what may be repeated. Left to the hook is what core would
 * not wait for: a call that may be made again at a time the server named.
 */
export function retrySettings(runtime: Runtime): RetrySettings {
  return {
    retry(failures, error) {
      if (failures >= MAX_RETRIES || !isFairleadError(error) || error.retryAt === undefined) return false
      return error.retryable === true && isLeft(error) && error.retryAt - runtime.now() <= MAX_WAIT_MS
    },
    retryDelay: (_failures, error) =>
      Math.max(0, ((isFairleadError(error) ? error.retryAt : undefined) ?? 0) - runtime.now()) +
      // Or all queries of a page come back in the same instant.
      runtime.random() * JITTER_MS,
  }
}

/** Whether core has stopped for the wait's sake: not because it has tried as often as it may. */
function isLeft({ retriesExhausted, notRetried }: FairleadError): boolean {
  return retriesExhausted !== true || notRetried === 'wait-too-long' || notRetried === 'deadline'
}
