import { allows, deltaSeconds, type Directives, millisecondsOf, parseDirectives } from './directives.ts'
import { parseDate } from './dates.ts'
import { type Fields, fieldOf } from './fields.ts'
import { membersOf } from './list.ts'
import { parseDictionary } from './structured.ts'

/** Whose rules apply and what may be assumed. */
export interface Profile {
  readonly shared: boolean
  /** Fields that come before Cache-Control, lower case (RFC 9213). */
  readonly targets: readonly string[]
  /** Whether freshness may be guessed from Last-Modified. */
  readonly heuristic: boolean
}

/** What judging an answer needs: an entry is one, and so is an answer that has just come. */
export interface Answer {
  readonly status: number
  readonly headers: Fields
  readonly requestedAt: number
  readonly receivedAt: number
  readonly ttlMs?: number | undefined
  readonly staleMs?: number | undefined
}

/** Where a lifetime comes from. */
export type LifetimeSource = 's-maxage' | 'max-age' | 'expires' | 'ttl' | 'heuristic' | 'none'

/** All that follows from an answer alone, worked out once. */
export interface Facts {
  readonly directives: Directives
  /** Milliseconds from the origin's answering that it is fresh (RFC 9111 section 4.2.1). */
  readonly lifetimeMs: number
  readonly source: LifetimeSource
  /** Its age when it arrived (RFC 9111 section 4.2.3). */
  readonly initialAgeMs: number
  readonly receivedAt: number
  readonly dateMs: number
  readonly noCache: boolean
  /** Whether it may not be shown stale, whatever the request says. */
  readonly mustRevalidate: boolean
  readonly immutable: boolean
  /** Milliseconds after its freshness (RFC 5861). */
  readonly whileRevalidateMs: number
  readonly ifErrorMs: number
}

/** Statuses whose answers may be stored without a word about it (RFC 9110 section 15.1). */
const CACHEABLE = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501])
const MAX_HEURISTIC_MS = 86_400_000

/** Whether a status alone allows storing. */
export function isCacheableByDefault(status: number): boolean {
  return CACHEABLE.has(status)
}

/** Reads what an answer says about its freshness. */
export function factsOf(answer: Answer, profile: Profile): Facts {
  const { headers, requestedAt, receivedAt, staleMs } = answer
  const { shared } = profile
  const [directives, targeted] = directivesOf(headers, profile)
  const sharedMs = shared ? millisecondsOf(directives, 's-maxage') : undefined
  const dateMs = parseDate(fieldOf(headers, 'date'), receivedAt) ?? receivedAt
  const [source, lifetimeMs] = lifetimeOf(answer, profile, directives, targeted, dateMs)
  // Date has whole seconds: an answer of this second is not half a second old.
  const apparentMs = Math.max(0, Math.floor(receivedAt / 1_000) * 1_000 - dateMs)
  const [age = ''] = membersOf(fieldOf(headers, 'age') ?? '')
  const ageMs = (deltaSeconds(age) ?? 0) + Math.max(0, receivedAt - requestedAt)
  const silent = answer.status < 400 && (source === 'ttl' || source === 'none' || source === 'heuristic')
  const staleWindow = (name: string): number => {
    const said = millisecondsOf(directives, name)
    return said === undefined ? (silent ? (staleMs ?? 0) : 0) : said || 0
  }
  const whileRevalidateMs = staleWindow('stale-while-revalidate')
  return {
    directives,
    lifetimeMs,
    source,
    // The user's own lifetime counts from the arrival, however wrong the server's clock is.
    initialAgeMs: source === 'ttl' ? ageMs : Math.max(apparentMs, ageMs),
    receivedAt,
    dateMs,
    noCache: directives.has('no-cache'),
    mustRevalidate:
      directives.has('must-revalidate') || (shared && directives.has('proxy-revalidate')) || sharedMs !== undefined,
    immutable: allows(directives, 'immutable'),
    whileRevalidateMs,
    ifErrorMs: Math.max(staleWindow('stale-if-error'), whileRevalidateMs),
  }
}

/** The directives in force, and whether they came from a targeted field. */
function directivesOf(headers: Fields, { shared, targets }: Profile): [Directives, boolean] {
  for (const target of shared ? targets : []) {
    const members = parseDictionary(fieldOf(headers, target) ?? '')
    // An argument of another type than the directive has makes the directive one that cannot be understood.
    if (members?.size) {
      const present = [...members].filter(([, member]) => member !== false)
      return [new Map(present.map(([name, member]) => [name, argumentOf(member)])), true]
    }
  }
  return [parseDirectives(fieldOf(headers, 'cache-control')), false]
}

function argumentOf(member: unknown): string {
  return typeof member === 'number' ? String(member) : member === true ? '' : '?'
}

function lifetimeOf(
  { status, headers, receivedAt, ttlMs }: Answer,
  { shared, heuristic }: Profile,
  directives: Directives,
  targeted: boolean,
  dateMs: number,
): [LifetimeSource, number] {
  for (const name of shared ? (['s-maxage', 'max-age'] as const) : (['max-age'] as const)) {
    const said = millisecondsOf(directives, name)
    // What cannot be understood is stale (RFC 9111 section 4.2.1).
    if (said !== undefined) return [name, said || 0]
  }
  const expires = targeted ? undefined : fieldOf(headers, 'expires')
  if (expires !== undefined) return ['expires', Math.max(0, (parseDate(expires, receivedAt) ?? dateMs) - dateMs)]
  if (directives.has('no-cache')) return ['none', 0]
  if (ttlMs !== undefined && status < 400 && isCacheableByDefault(status)) return ['ttl', ttlMs]
  const modified = parseDate(fieldOf(headers, 'last-modified'), receivedAt)
  if (heuristic && modified !== undefined && (isCacheableByDefault(status) || allows(directives, 'public')))
    return ['heuristic', Math.min(MAX_HEURISTIC_MS, Math.max(0, dateMs - modified) / 10)]
  return ['none', 0]
}
