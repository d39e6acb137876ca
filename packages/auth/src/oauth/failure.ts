import { FairleadError, type Where, configError, isFairleadError } from '@fairlead/core'
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
  auth_time: 'authentication-too-old',
}

/** What a code of the protocol means for whoever reads the message. */
const HINTS: Readonly<Record<string, string>> = {
  invalid_client: 'check `clientId`, `clientSecret` and what the client may do at the server',
  unauthorized_client: 'check `clientId`, `clientSecret` and what the client may do at the server',
  invalid_scope: 'check `scope`',
  invalid_target: 'check `resource`',
}

/** A grant that is refused before there is a session: it is no refresh token that died. */
const CODE_REFUSED =
  'the code was used already, has expired, or was asked for with another `redirectUri` or PKCE verifier; sign in again'

/**
 * What a failure of the protocol is in our words. The library's errors hold whole token answers as their `cause`, so
 * nothing of them but codes and statuses is passed on. What the session must judge (network, timeout, `http`) keeps its
 * kind.
 */
export function failureOf(thrown: unknown, endpoint: string, forCode = false): FairleadError {
  const where = { method: endpoint === 'discovery' ? 'GET' : 'POST', template: endpoint }
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
  if (typeof error === 'string') return refused(where, error, said, forCode)
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return refused(where, 'invalid_client', said, false)
  if (/SERVER_METADATA|_FORBIDDEN/.test(code ?? ''))
    return configError('the server lacks this endpoint, or has it on plain HTTP; check `issuer` or `endpoints`', where)
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
    // A success that nobody can read may have spent the token.
    if (said === undefined || said < 300)
      return new FairleadError('decode', where, what, { reason: 'content-type', status: said })
    // Of a firewall or a portal: whatever its status, no server of tokens has refused this one.
    return authError('unexpected-answer', `${what} (status ${said})`, { status: said }, where)
  }
  return authError('invalid-answer', `the answer does not hold (${code ?? 'unknown'})`, {}, where)
}

/** An error code of RFC 6749 section 5.2 or of a login. Codes are short words; anything else is not repeated. */
function refused(where: Where, error: string, status: number | undefined, forCode: boolean): FairleadError {
  const oauthError = /^[\w.-]{1,64}$/.test(error) ? error : 'unknown'
  const details = { oauthError, status }
  if (oauthError === 'invalid_grant' && forCode) return authError('code-rejected', CODE_REFUSED, details, where)
  const reason = oauthError === 'invalid_grant' ? 'refresh-rejected' : oauthError.replaceAll('_', '-')
  const hint = Object.hasOwn(HINTS, oauthError) ? `; ${HINTS[oauthError]}` : ''
  return authError(reason, `the server refuses: ${oauthError}${hint}`, details, where)
}
