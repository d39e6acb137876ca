import type { AuthState, SignOutReason } from '@fairlead/auth'
import type { SessionFault } from 'harbour-api/contract'

const ENDINGS: Readonly<Record<SignOutReason, string>> = {
  user: 'Signed out',
  elsewhere: 'Signed out in another tab',
  'refresh-rejected': 'Signed out: the provider no longer knows this session',
  'lost-in-transit': 'Signed out: the answer to a refresh was lost',
  expired: 'Signed out: the session expired',
  'user-switched': 'Somebody else has signed in',
  'idle-limit': 'Signed out: not used for too long',
  'absolute-limit': 'Signed out: the watch is over',
}

/** The name of whoever is on watch, if somebody is. */
export function nameOf(state: AuthState): string | undefined {
  const { profile } = state as { profile?: { readonly name?: unknown } }
  return typeof profile?.name === 'string' ? profile.name : undefined
}

/** Why nobody is on watch; empty where nobody was. */
export function endingWords(state: AuthState): string {
  return state.status === 'signed-out' ? ENDINGS[state.reason] : ''
}

/** How long the token is good, or when its refresh is tried again. */
export function standingWords(state: AuthState, nowMs: number): { readonly text: string; readonly isBad: boolean } {
  if (state.status === 'degraded' || state.status === 'expired') {
    const seconds = Math.max(0, Math.ceil((state.retryAt - nowMs) / 1000))
    const what = state.status === 'degraded' ? 'Provider not answering' : 'Token expired'
    return { text: `${what}, again in ${seconds} s`, isBad: true }
  }
  if (state.status === 'refreshing') return { text: 'refreshing…', isBad: false }
  const { expiresAt } = state as { readonly expiresAt?: number }
  const seconds = expiresAt === undefined ? undefined : Math.max(0, Math.round((expiresAt - nowMs) / 1000))
  return { text: seconds === undefined ? 'token without end' : `token ${seconds} s`, isBad: false }
}

/** Faults of a session: what it is, in a word, and what happens. */
export const sessionFaults: readonly (readonly [SessionFault, string, string])[] = [
  ['expire-tokens', 'Expire tokens', 'Every token of yours is refused from now on'],
  ['refresh-unavailable', 'Refresh: 503', 'The next two refreshes are answered 503'],
  ['refresh-dropped', 'Drop the answer', 'The provider changes the token; its answer is lost'],
]
