import type { Answer } from '../mock/answer.ts'
import { type AuthorityFault, type Door, createFaults } from './faults.ts'
import { createLedger } from './ledger.ts'
import { type AuthorityOptions, DEFAULTS, type Demand, type Settings } from './options.ts'
import type { AuthorityRequest } from './request.ts'
import { challenge, lacking } from './resource.ts'
import { cookieDoors, lacksCsrf } from './cookie-doors.ts'
import { tokenDoors } from './token-doors.ts'
import { createVisitors } from './visitors.ts'

/** How often what was asked for; what failed on purpose counts too. */
export interface AuthorityCounts extends Record<Door, number> {
  /** Calls of the resource that were answered 401 or 403. */
  refused: number
  /** Sessions that were given back. */
  revoked: number
  /** Refresh tokens that came a second time. */
  reuse: number
}

/** A strict authority with a resource. Its controls are for the test that owns it. */
export interface Authority {
  readonly counts: Readonly<AuthorityCounts>
  /** Every secret it handed out, for a search of what must not hold one. */
  readonly secrets: readonly string[]
  readonly requests: readonly AuthorityRequest[]
  /** How many sessions could still be used. */
  readonly aliveSessions: number
  configure(options: AuthorityOptions): void
  /** What the resource wants from now on; nothing without an argument. */
  demand(demand?: Demand): void
  fail(fault: AuthorityFault): void
  /** Does the work, and its answer is lost. */
  dropAnswer(times?: number): void
  /** Never answers. */
  hang(times?: number): void
  /** Answers as a proxy in between would: 502 with a page. */
  html(times?: number): void
  /** Forgets the faults that are still due. */
  recover(): void
  /** No access token that was handed out is taken any more. */
  expireAccessTokens(): void
  /** Ends the sessions of a user, or of all. */
  revokeSession(user?: string): void
  /** Every session is another user's from now on, as the next refresh tells. */
  switchUser(user: string): void
  /** Makes every CSRF token stale. */
  changeCsrf(): void
  /** Answers one request. */
  handle(request: AuthorityRequest): Answer
}

/** Makes an authority without a network: `startAuthority` and `authorityTransport` are its faces. */
export function createAuthority(options: AuthorityOptions = {}, now: () => number = Date.now): Authority {
  let settings: Settings = { ...DEFAULTS, ...options }
  let demanded: Demand = {}
  const counts: AuthorityCounts = {
    signIn: 0,
    token: 0,
    resource: 0,
    revoke: 0,
    session: 0,
    csrf: 0,
    refused: 0,
    revoked: 0,
    reuse: 0,
  }
  const requests: AuthorityRequest[] = []
  const ledger = createLedger(() => settings, now)
  const visitors = createVisitors(ledger)
  const faults = createFaults()
  const rooms = { counts, ledger, visitors, now, settings: () => settings }
  const doors = { tokens: tokenDoors(rooms), cookie: cookieDoors(rooms) }

  function resource(request: AuthorityRequest): Answer {
    const { mode, csrf } = settings
    const visitor = visitors.of(request)
    const token = /^(?:Bearer|DPoP) (.+)$/.exec(request.headers['authorization'] ?? '')?.[1]
    const family = mode === 'cookie' ? visitor?.family : ledger.familyOf(token ?? '')
    if (!family || family.isDead) return challenge(settings, 401, { error: 'invalid_token' })
    if (mode === 'cookie' && csrf && lacksCsrf(request, visitor?.csrf)) return { status: 403, json: { error: 'csrf' } }
    const { method, text } = request
    const { user, scope, acr } = family
    return lacking(demanded, family, request, settings, now()) ?? { json: { ok: true, user, scope, acr, method, text } }
  }

  function enter(request: AuthorityRequest): readonly [Door, () => Answer] | undefined {
    const { pathname, searchParams } = new URL(request.url)
    const to = searchParams.get('to')
    if (pathname === '/redirect' && to) return ['resource', () => ({ status: 302, headers: { location: to } })]
    if (pathname.startsWith('/resource')) return ['resource', () => resource(request)]
    return doors[settings.mode](pathname, request)
  }

  return {
    counts,
    secrets: ledger.secrets,
    requests,
    get aliveSessions() {
      return ledger.families.filter(({ isDead }) => !isDead).length
    },
    configure: (changed) => void (settings = { ...settings, ...changed }),
    demand: (demand = {}) => void (demanded = demand),
    fail: faults.add,
    dropAnswer: (times = 1) => faults.add({ drop: 'after', times }),
    hang: (times = 1) => faults.add({ hang: true, times }),
    html: (times = 1) =>
      faults.add({ status: 502, body: '<h1>Bad Gateway</h1>', headers: { 'content-type': 'text/html' }, times }),
    recover: faults.clear,
    expireAccessTokens: ledger.expireAll,
    revokeSession(user) {
      for (const family of ledger.families) if (user === undefined || family.user === user) family.isDead = true
    },
    switchUser(user) {
      for (const family of ledger.families) family.user = user
    },
    changeCsrf: visitors.changeCsrf,
    handle(request) {
      requests.push(request)
      const found = enter(request)
      if (!found) return { status: 404, json: { error: 'not_found' } }
      const [door, work] = found
      counts[door]++
      const answer = faults.around(door, work)
      if (door === 'resource' && [401, 403].includes(answer.status ?? 200)) counts.refused++
      const delayMs = answer.delayMs ?? settings.delayMs
      return { ...answer, headers: { 'cache-control': 'no-store', ...answer.headers }, ...(delayMs && { delayMs }) }
    },
  }
}
