import { FairleadError, type NetworkError } from '@fairlead/core'

/**
 * Redis has not done what it was asked, or nobody knows whether it has. Only its own word for that is told (`OOM`,
 * `READONLY`, `NOAUTH`), or the platform's code: whole messages may name users, hosts and commands.
 */
export function redisError(what: string, code: string, retryAt?: number): NetworkError {
  return new FairleadError('network', undefined, `redis: ${what}`, {
    code,
    ...(retryAt !== undefined && { retryAt }),
  }) as NetworkError
}

/** What Redis has said, without what a client over HTTP puts before it. */
function saidBy(error: unknown): string {
  const { message } = (error ?? {}) as { readonly message?: unknown }
  return String(message).replace(/^Command( \d+ \[ \w+ \])? failed: /, '')
}

/** The word by which an error of a client is known. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  const [word = ''] = /^[A-Z]{2,}\b/.exec(saidBy(error)) ?? []
  if (word) return word
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'ERR'
}

/** Whether Redis is well and has answered that what is kept under a key is none of what a script expects. */
export function isOfKey(error: unknown): boolean {
  return /^(WRONGTYPE\b|ERR\b.*\buser_script: ?\d+: )/s.test(saidBy(error))
}

/** Whether Redis has not the script that it was asked to run by its name. */
export function isUnknownScript(error: unknown): boolean {
  return codeOf(error) === 'NOSCRIPT'
}
