import type { CallRequest } from '@fairlead/core'
import type { Question } from './ask.ts'
import { isConditional } from './policy/conditional.ts'
import { validatorsOf } from './policy/freshen.ts'
import type { Platform } from './settings.ts'

/**
 * The request as it goes to the server. Elsewhere than in browsers, the validators of the stored answer go along. A browser
 * has a cache of its own below: across origins it hides the validators and asks permission for a field that it does not
 * know, so it is told to ask with its own; and because it does not tell users apart, it never answers a session's call by
 * itself.
 */
export function outgoing(
  request: CallRequest,
  { intent, stored, endToEnd }: Pick<Question, 'intent' | 'stored' | 'endToEnd'>,
  { browser, origin }: Platform,
): CallRequest {
  const {
    mode,
    partition,
    place: { url },
  } = intent
  const isPartial = 'range' in request.headers
  const validators = stored && !isConditional(request) && !isPartial ? validatorsOf(stored.headers) : {}
  const withValidators = Object.keys(validators).length > 0 && (!browser || url.startsWith(`${origin}/`))
  if (withValidators) return { ...request, headers: { ...request.headers, ...validators } }
  // `only-if-cached` would make fetch fail; what was in the store has been looked at.
  const chosen = mode === 'default' || mode === 'only-if-cached' ? undefined : mode
  const below = chosen ?? (browser && (stored || endToEnd || partition.flight) ? 'no-cache' : undefined)
  return below && below !== request.init.cache ? { ...request, init: { ...request.init, cache: below } } : request
}
