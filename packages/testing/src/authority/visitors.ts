import type { Family, Ledger } from './ledger.ts'
import type { AuthorityRequest } from './request.ts'

const COOKIE = 'sid'

/** A browser that comes back with its cookie. */
export interface Visitor {
  readonly id: string
  csrf: string
  readonly family: Family | undefined
}

/** The cookies of an authority. */
export interface Visitors {
  /** Whoever the cookie is of, signed in or not. */
  of(request: AuthorityRequest): Visitor | undefined
  /** A new cookie: a sign-in must never go on with the visitor's old one. */
  welcome(family?: Family): Visitor
  leave(visitor: Visitor): void
  /** Makes every CSRF token stale. */
  changeCsrf(): void
}

/** Makes an empty set of cookies. */
export function createVisitors({ mint }: Ledger): Visitors {
  const visitors = new Map<string, Visitor>()
  return {
    of({ headers }) {
      const pairs = (headers['cookie'] ?? '').split('; ').map((pair) => pair.split('='))
      return visitors.get(pairs.find(([name]) => name === COOKIE)?.[1] ?? '')
    },
    welcome(family) {
      const visitor: Visitor = { id: mint('cookie'), csrf: mint('csrf'), family }
      visitors.set(visitor.id, visitor)
      return visitor
    },
    leave: ({ id }) => void visitors.delete(id),
    changeCsrf: () => visitors.forEach((visitor) => (visitor.csrf = mint('csrf'))),
  }
}

/** The header field that sets the cookie; without a visitor, the one that removes it. */
export function setCookie(visitor?: Visitor): Record<string, string> {
  const rest = 'Path=/; HttpOnly; SameSite=Lax'
  return { 'set-cookie': visitor ? `${COOKIE}=${visitor.id}; ${rest}` : `${COOKIE}=; Max-Age=0; ${rest}` }
}
