import { type Runtime, isFairleadError } from '@fairlead/core'

/** What TanStack Query is told about trying again. */
export interface RetrySettings {
  readonly retry: (failures: number, error: unknown) => boolean
  readonly retryDelay: (failures: number, error: unknown) => number
}

/** Tries of a hook beyond those of the call. */
const MAX_RETRIES = 3

/**
 * One layer tries again, and that is core: it knows budgets, deadlines and what may be repeated. Left to the hook is what core would
 * not wait for: a call that may be made again at a time the server named.
 */
export function retrySettings(runtime: Runtime): RetrySettings {
  return {
    retry: (failures, error) =>
      failures < MAX_RETRIES &&
      isFairleadError(error) &&
      error.retryable === true &&
      error.retriesExhausted !== true &&
      error.retryAt !== undefined,
    retryDelay: (_failures, error) =>
      Math.max(0, ((isFairleadError(error) ? error.retryAt : undefined) ?? 0) - runtime.now()),
  }
}
