import { FairleadError, configError } from '@fairlead/core'

/**
 * What holds while Redis does not answer.
 *
 * - `share`: what this process would have if all had the same.
 * - `open`: no bound.
 * - `closed`: everything is refused, with `rejected`.
 */
export type Fallback = 'share' | 'open' | 'closed'

/** How a limit does without Redis. */
export interface FallbackOptions {
  /** @defaultValue `'share'` */
  readonly fallback?: Fallback | undefined
  /** Among how many processes the limit is shared then. @defaultValue as many as Redis has last known; 1 before it has answered */
  readonly processes?: number | undefined
}

const FALLBACKS: readonly unknown[] = ['share', 'open', 'closed'] satisfies Fallback[]

/** What the options of a fallback may be. */
export const FALLBACK = {
  fallback: (value: unknown) => FALLBACKS.includes(value),
  processes: (value: unknown) => Number.isInteger(value) && (value as number) > 0,
}

const NAME = /^[\w.:-]{1,64}$/

/** @throws `config` for a name with anything but letters, digits and `_ . : -`, or of more than 64 */
export function checkName(of: string, name: string): void {
  if (typeof name !== 'string' || !NAME.test(name))
    throw configError(`${of}: a name is 1 to 64 letters, digits and \`_ . : -\`, without braces or line breaks`)
}

/** The error of what is refused because Redis does not answer, or because the limit was closed. */
export function refused(reason: 'unavailable' | 'closed', retryAt?: number): FairleadError {
  const what = reason === 'closed' ? 'the shared limit was closed' : 'the shared limit cannot be asked now'
  return new FairleadError('rejected', undefined, what, { reason, retryable: true, retryAt })
}
