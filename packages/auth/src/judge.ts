import { isFairleadError, outcomeOf } from '@fairlead/core'

/**
 * What a failed refresh means. `transient`: the server did not take the token, and will. `unknown`: it may have, and its
 * answer was lost. `final`: it will not take this token any more.
 */
export type Judgement = 'transient' | 'unknown' | 'final'

/** Statuses by which a token endpoint refuses the token itself; others refuse the call. */
const REFUSED = [400, 401, 403]

/** Judges what `Strategy.refresh` threw. What nobody understands is kept, because signing out cannot be undone. */
export function judge(thrown: unknown): Judgement {
  const cause = thrown instanceof TypeError ? thrown.cause : undefined
  const error = isFairleadError(thrown) ? thrown : cause
  if (!isFairleadError(error)) return 'transient'
  if (error.kind === 'auth')
    return error.reason === 'refresh-rejected' ? 'final' : error.reason === 'invalid-answer' ? 'unknown' : 'transient'
  if (error.kind === 'http') {
    if (REFUSED.includes(error.status)) return 'final'
    return [500, 502, 504].includes(error.status) ? 'unknown' : 'transient'
  }
  // An answer that cannot be read was an answer all the same.
  return error.kind === 'decode' || outcomeOf({ error }) === 'unknown' ? 'unknown' : 'transient'
}
