import { FairleadError, isFairleadError } from '@fairlead/core'
import { authError } from '../errors.ts'

/** What an error of the protocol library tells beside its message, which may quote what the server said. */
interface ProtocolError {
  readonly code?: string
  readonly error?: string
  readonly status?: number
  readonly cause?: unknown
  readonly name?: string
}

/** Checks of the answer that mean a mix-up, an attack or a wrong option, by the claim or attribute that did not fit. */
const MISMATCHES: Readonly<Record<string, string>> = {
  iss: 'issuer-mismatch',
  issuer: 'issuer-mismatch',
  aud: 'audience-mismatch',
  azp: 'audience-mismatch',
  nonce: 'nonce-mismatch',
}

/**
 * What a failure of the protocol is in our words. The library's errors hold whole token answers as their `cause`, so
 * nothing of them but codes and statuses is passed on. What the session must judge (network, timeout, `http`) keeps its
 * kind.
 */
export function failureOf(thrown: unknown, endpoint: string): FairleadError {
  const where = { method: 'POST', template: endpoint }
  const { code, error, status, cause, name } = (thrown ?? {}) as ProtocolError
  if (isFairleadError(thrown)) return thrown
  if (isFairleadError(cause)) return cause
  if (name === 'TimeoutError' || name === 'AbortError')
    return new FairleadError('timeout', where, 'no answer in time', { clock: 'attempt', timeoutMs: 0 })
  const response = cause instanceof Response ? cause : undefined
  const said = status ?? response?.status
  if (said !== undefined && (said >= 500 || said === 429 || said === 408)) {
    const headers = response?.headers ?? new Headers()
    return new FairleadError(
      'http',
      where,
      `the server answered ${said}`,
      { status: said },
      { headers, data: undefined },
    )
  }
  if (typeof error === 'string') return refused(where, error, said)
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return refused(where, 'invalid_client', said)
  const subject = cause as { claim?: string; attribute?: string } | undefined
  const reason = MISMATCHES[subject?.claim ?? subject?.attribute ?? '']
  if (reason) {
    const field = subject?.claim ?? subject?.attribute
    return authError(
      reason,
      `\`${field}\` of the answer is not what was asked for; check \`issuer\` and \`clientId\``,
      {},
      where,
    )
  }
  if (/NOT_JSON|NOT_CONFORM|PARSE_ERROR/.test(code ?? '')) {
    const what = 'the answer is none of OAuth; is this the endpoint?'
    // A status that is no success says that the server did not take it; a success that nobody can read may have.
    return said !== undefined && said >= 300
      ? new FairleadError(
          'http',
          where,
          what,
          { status: said },
          { headers: response?.headers ?? new Headers(), data: undefined },
        )
      : new FairleadError('decode', where, what, { reason: 'content-type', status: said })
  }
  return authError('invalid-answer', `the answer does not hold (${code ?? 'unknown'})`, {}, where)
}

/** An error code of RFC 6749 section 5.2 or of a login. Codes are short words; anything else is not repeated. */
function refused(
  where: { method: string; template: string },
  error: string,
  status: number | undefined,
): FairleadError {
  const oauthError = /^[\w.-]{1,64}$/.test(error) ? error : 'unknown'
  const reason = oauthError === 'invalid_grant' ? 'refresh-rejected' : oauthError.replaceAll('_', '-')
  const hint =
    oauthError === 'invalid_client' || oauthError === 'unauthorized_client'
      ? '; check `clientId`, `clientSecret` and what the client may do at the server'
      : ''
  return authError(reason, `the server refuses: ${oauthError}${hint}`, { oauthError, status }, where)
}
