import type { Answer } from '../mock/answer.ts'
import { type AuthorityRequest, fieldsOf, refusal, textOf } from './request.ts'
import { type Doors, type Rooms, familyOf, revoke } from './rooms.ts'

/**
 * The doors of the tokens mode: `/login`, `/refresh` and `/logout` take JSON; `/token` and `/revoke` take forms (RFC 6749,
 * RFC 7009).
 */
export function tokenDoors({ counts, ledger, now }: Rooms): Doors {
  const signIn = (request: AuthorityRequest) => (): Answer => ({ json: ledger.issue(familyOf(request, now())) })

  const refresh = (request: AuthorityRequest) => (): Answer => {
    const family = ledger.redeem(textOf(fieldsOf(request), 'refreshToken', 'refresh_token') ?? '')
    if (family === 'reused') counts.reuse++
    return typeof family === 'string' ? refusal('invalid_grant') : { json: ledger.issue(family) }
  }

  const giveBack = (request: AuthorityRequest) => (): Answer => {
    const token = textOf(fieldsOf(request), 'refreshToken', 'token', 'accessToken')
    revoke(counts, ledger.familyOfAny(token ?? ''))
    // A token that nobody knows is as gone as one that was given back (RFC 7009 section 2.2).
    return { status: 200, json: {} }
  }

  return (path, request) => {
    if (request.method !== 'POST') return undefined
    switch (path) {
      case '/login':
        return ['signIn', signIn(request)]
      case '/refresh':
        return ['token', refresh(request)]
      case '/logout':
      case '/revoke':
        return ['revoke', giveBack(request)]
      case '/token': {
        const grantType = fieldsOf(request)['grant_type']
        if (grantType === 'refresh_token') return ['token', refresh(request)]
        if (grantType === 'client_credentials') return ['token', signIn(request)]
        return grantType === 'password'
          ? ['signIn', signIn(request)]
          : ['signIn', () => refusal('unsupported_grant_type')]
      }
      default:
        return undefined
    }
  }
}
