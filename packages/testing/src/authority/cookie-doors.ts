import type { Answer } from '../mock/answer.ts'
import type { AuthorityRequest } from './request.ts'
import { type Doors, type Rooms, familyOf, revoke } from './rooms.ts'
import { setCookie } from './visitors.ts'

/**
 * The doors of the cookie mode: `/session` tells who is signed in, `/csrf` hands out the token that calls which change
 * something must have in `x-csrf-token`, and `/login` and `/logout` are such calls.
 */
export function cookieDoors({ counts, ledger, visitors, now, settings }: Rooms): Doors {
  const session = (request: AuthorityRequest) => (): Answer => {
    const { family } = visitors.of(request) ?? {}
    if (!family || family.isDead) return { status: 401 }
    return { json: { sub: family.user, name: family.user, scope: family.scope } }
  }

  const csrf = (request: AuthorityRequest) => (): Answer => {
    const known = visitors.of(request)
    const visitor = known ?? visitors.welcome()
    return { json: { csrfToken: visitor.csrf }, ...(!known && { headers: setCookie(visitor) }) }
  }

  /** Work that another site must not be able to cause. */
  const guarded = (request: AuthorityRequest, work: () => Answer) => (): Answer =>
    settings().csrf && lacksCsrf(request, visitors.of(request)?.csrf)
      ? { status: 403, json: { error: 'csrf' } }
      : work()

  const signIn = (request: AuthorityRequest): Answer => {
    const family = familyOf(request, now())
    ledger.issue(family)
    const before = visitors.of(request)
    if (before) visitors.leave(before)
    return { json: { sub: family.user }, headers: setCookie(visitors.welcome(family)) }
  }

  const signOut = (request: AuthorityRequest): Answer => {
    const visitor = visitors.of(request)
    revoke(counts, visitor?.family)
    if (visitor) visitors.leave(visitor)
    return { status: 204, headers: setCookie() }
  }

  return (path, request) => {
    switch (`${request.method} ${path}`) {
      case 'GET /session':
        return ['session', session(request)]
      case 'GET /csrf':
        return ['csrf', csrf(request)]
      case 'POST /login':
        return ['signIn', guarded(request, () => signIn(request))]
      case 'POST /logout':
        return ['revoke', guarded(request, () => signOut(request))]
      default:
        return undefined
    }
  }
}

/** Whether a request that changes something comes without its CSRF token. */
export function lacksCsrf({ method, headers }: AuthorityRequest, csrf: string | undefined): boolean {
  return !/^(GET|HEAD|OPTIONS)$/.test(method) && (csrf === undefined || headers['x-csrf-token'] !== csrf)
}
