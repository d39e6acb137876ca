import type { CallOptions } from '@fairlead/core'
import type { Grant, StrategyContext } from '../strategy.ts'

/** Options of a call about credentials: never from a cache, never to where a redirect points. */
export function quietly({ signal }: StrategyContext, credentials: RequestCredentials = 'same-origin'): CallOptions {
  return { signal, init: { cache: 'no-store', redirect: 'error', credentials } }
}

/** Reads what token endpoints answer, in either spelling (RFC 6749 section 5.1, or camel case). */
export function readGrant(json: unknown): Grant {
  const fields = (typeof json === 'object' && json ? json : {}) as Record<string, unknown>
  const text = (...names: string[]): string | undefined =>
    names.map((name) => fields[name]).find((value): value is string => typeof value === 'string')
  return {
    accessToken: text('access_token', 'accessToken', 'token'),
    refreshToken: text('refresh_token', 'refreshToken'),
    expiresIn: (fields['expires_in'] ?? fields['expiresIn']) as Grant['expiresIn'],
    scope: text('scope'),
    identity: text('identity', 'sub'),
  }
}
