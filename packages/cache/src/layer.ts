import { type CallRequest, type Host, type Layer, type Next, type Reply, isFairleadError } from '@fairlead/core'
import { withStatus } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Flight, Flights, Landing } from './flights.ts'
import { type Intent, comparable, intentOf } from './intent.ts'
import type { Candidate, LookUp } from './look-up.ts'
import type { Partition } from './partition.ts'
import { type CacheStatus, type Forward, formatStatus } from './policy/cache-status.ts'
import { isConditional } from './policy/conditional.ts'
import { freshened, isOutdatedBy } from './policy/freshen.ts'
import { isSafe } from './policy/invalidation.ts'
import { selects } from './policy/vary.ts'
import type { CacheReport, Tell } from './report.ts'
import type { SearchRules } from './rules.ts'
import type { SessionWatch } from './sessions.ts'
import type { Settings } from './settings.ts'
import { type Epochs, type Tiers, cleaned } from './tiers.ts'
import { type Invalidate, passWrite } from './write.ts'

/** What the stage works with. */
export interface Rooms {
  readonly host: Host
  readonly settings: Settings
  readonly tiers: Tiers
  readonly flights: Flights
  readonly rules: SearchRules
  readonly sessions: SessionWatch
  readonly lookUp: LookUp
  readonly partitionOf: (request: CallRequest) => Partition
  readonly ask: Ask
  readonly invalidate: Invalidate
  readonly tell: Tell
}

/** A call on its way through the stage, and what was found for it. */
interface Passage {
  readonly request: CallRequest
  readonly next: Next
  readonly intent: Intent
  readonly epochs: Epochs
  readonly candidate: Candidate | undefined
  readonly fwd: Forward
  readonly reason: CacheReport['reason']
}

/** The cache stage: looks up, shares, stores. */
export function cacheLayer(rooms: Rooms): Layer {
  const { settings, tiers, flights, rules, sessions, lookUp, partitionOf, ask, invalidate, tell } = rooms
  const { now } = rooms.host.runtime

  return {
    stage: 'cache',
    handle(request, next) {
      const { method } = request
      if (!isSafe(method)) {
        tell(request, () => ({ outcome: 'bypass', reason: 'method' }))
        return passWrite(request, next, rules, invalidate)
      }
      sessions.watch(request.session.session)
      const intent = intentOf(request, rules.canonical(request.url), partitionOf(request), settings)
      if (method !== 'GET' && method !== 'HEAD') return bypass(request, next, 'method')
      if (intent.mode === 'no-store' || intent.asked.has('no-store')) return bypass(request, next, 'no-store')
      const local = tiers.memory.get(intent.key)
      const candidate = lookUp.choose(request, intent, local)
      const reply = candidate && lookUp.isGood(candidate, intent) ? hit(request, candidate) : undefined
      return reply ? Promise.resolve(reply) : lookFurther(request, next, intent, candidate, local)
    },
  }

  async function bypass(request: CallRequest, next: Next, reason: 'method' | 'no-store'): Promise<Reply> {
    tell(request, () => ({ outcome: 'bypass', reason }))
    return withStatus(await next(request), { fwd: reason === 'method' ? 'method' : 'bypass' })
  }

  function hit(request: CallRequest, { entry, verdict }: Candidate): Reply | undefined {
    const { ageMs, ttlMs, doubt } = verdict
    const reply = lookUp.give(request, entry, ageMs, { ttlMs })
    if (reply) tell(request, () => ({ outcome: ttlMs > 0 ? 'hit' : 'stale', reason: doubt, ageMs, ttlMs }))
    return reply
  }

  /** Asks the second tier, and then decides who asks the server. */
  async function lookFurther(
    request: CallRequest,
    next: Next,
    intent: Intent,
    near: Candidate | undefined,
    local: { readonly epoch: number; readonly found: readonly unknown[] },
  ): Promise<Reply> {
    const { mode, partition, asked } = intent
    let candidate = near
    let found = local.found.length
    let far: number | undefined
    if (tiers.far && !partition.volatile) {
      const lookup = await request.scope.race(tiers.far.get(intent.key))
      const clean = lookup && cleaned(lookup, intent.key)
      far = clean?.epoch
      found += clean?.found.length ?? 0
      const distant = clean && lookUp.choose(request, intent, clean)
      if (distant && !(candidate && candidate.facts.dateMs >= distant.facts.dateMs)) {
        candidate = distant
        if (distant.verdict.doubt !== 'invalidated') tiers.memory.set(distant.entry, local.epoch)
      }
      const reply = candidate && lookUp.isGood(candidate, intent) ? hit(request, candidate) : undefined
      if (reply) return reply
    }
    const passage: Passage = {
      request,
      next,
      intent,
      epochs: { local: local.epoch, far },
      candidate,
      ...whyForward(found, candidate, intent),
    }
    if (mode === 'default' && candidate?.verdict.use === 'revalidate-later') {
      const reply = lookUp.give(request, candidate.entry, candidate.verdict.ageMs, { ttlMs: candidate.verdict.ttlMs })
      if (reply) {
        const { ageMs, ttlMs } = candidate.verdict
        tell(request, () => ({ outcome: 'stale', reason: 'stale', ageMs, ttlMs }))
        revalidateLater(passage)
        return reply
      }
    }
    if (mode === 'only-if-cached' || asked.has('only-if-cached')) return unavailable(request)
    return isAlone(request) ? alone(passage) : together(passage)
  }

  function whyForward(
    found: number,
    candidate: Candidate | undefined,
    { mode }: Intent,
  ): Pick<Passage, 'fwd' | 'reason'> {
    if (!candidate)
      return found > 0 ? { fwd: 'vary-miss', reason: 'vary-miss' } : { fwd: 'uri-miss', reason: 'uri-miss' }
    const { doubt = mode === 'default' ? 'partial' : 'request' } = candidate.verdict
    return { fwd: doubt === 'request' || doubt === 'partial' ? doubt : 'stale', reason: doubt }
  }

  /** A call that no other can share: it wants a part, asks a question of its own, or watches the transfer. */
  function isAlone(request: CallRequest): boolean {
    return (
      request.method !== 'GET' ||
      'range' in request.headers ||
      isConditional(request) ||
      request.onDownloadProgress !== undefined
    )
  }

  async function alone(passage: Passage): Promise<Reply> {
    const { request, next, intent, candidate } = passage
    let landing: Landing
    try {
      landing = await ask(request, next, questionOf(passage))
    } catch (error) {
      const stale = staleInstead(passage, error)
      if (stale) return stale
      throw error
    }
    if (request.method === 'HEAD' && landing.status === 200 && candidate) {
      const { entry } = candidate
      const { headers, requestedAt, receivedAt } = landing.entry
      if (isOutdatedBy(entry.headers, headers)) tiers.drop(entry)
      else {
        const fresh = { ...entry, headers: freshened(entry.headers, headers), requestedAt, receivedAt }
        tiers.keep(fresh, passage.epochs, intent.partition.volatile)
      }
    }
    return staleInstead(passage, undefined, landing) ?? own(passage, landing)
  }

  /** Shares one request with all who want the same at the same time. */
  async function together(passage: Passage): Promise<Reply> {
    const { request } = passage
    for (let failures = 0; ;) {
      const key = flightKey(passage)
      // Who asks for something newer than the store has, may want something newer than what is under way.
      const joined = passage.reason === 'request' ? undefined : flights.find(key)
      const flight = joined ?? start(passage, key, request.scope.remainingMs)
      let landing: Landing | undefined
      let failure: unknown
      try {
        landing = await flights.join(flight, request)
      } catch (error) {
        failure = error
      }
      if (!joined) learn(request, flight)
      request.scope.throwIfEnded()
      const stale = staleInstead(passage, failure, landing)
      if (stale) return stale
      // A failure that one call has met is another's only when it has tried for itself. But not all at once.
      const failed = !landing || landing.status === 429 || landing.status >= 500
      if (joined && failed && failures++ === 0) continue
      if (!landing) throw failure
      if (!joined) return own(passage, landing)
      if (!landing.sharable) return alone(passage)
      if (!selects(landing.entry.vary, request, comparable)) continue
      const reply = follow(passage, landing)
      if (reply) return reply
      return alone(passage)
    }
  }

  function start({ request, next, intent, ...rest }: Passage, key: string, deadlineMs: number): Flight {
    const question = questionOf({ request, next, intent, ...rest })
    return flights.start(key, request, intent.names(), (detached) => ask(detached, next, question), deadlineMs)
  }

  function questionOf({ request, intent, epochs, candidate }: Passage): Parameters<Ask>[2] {
    const { mode, names } = intent
    return {
      intent,
      epochs,
      // A HEAD is asked to see whether the stored answer still holds, which its own answer tells.
      stored: mode === 'reload' || request.method === 'HEAD' ? undefined : candidate?.entry,
      endToEnd: settings.platform.browser && tiers.memory.changed(names(), 0),
    }
  }

  /** What is known of Vary keeps those apart who would not get the same anyway. */
  function flightKey({ request: { streamed, headers }, intent, candidate }: Passage): string {
    const vary = candidate?.entry.vary.map(([name]) => [name, headers[name]]) ?? []
    return JSON.stringify([streamed, intent.key, intent.partition.flight, vary])
  }

  function revalidateLater(passage: Passage): void {
    const { request } = passage
    const key = flightKey(passage)
    if (flights.find(key)) return
    const flight = start(passage, key, request.timeouts.totalMs)
    const done = flight.landing.then(
      ({ shared }) => shared?.drain(),
      () => {},
    )
    settings.waitUntil?.(done)
  }

  /** The stored answer in place of a failure, where it may stand in (RFC 5861 section 4). */
  function staleInstead({ request, candidate }: Passage, error: unknown, landing?: Landing): Reply | undefined {
    const status = landing?.status
    const failed = landing ? [500, 502, 503, 504].includes(landing.status) : isUnreachable(error)
    if (!failed || !candidate?.verdict.onError) return undefined
    const { entry, facts } = candidate
    const ageMs = facts.initialAgeMs + Math.max(0, now() - facts.receivedAt)
    const ttlMs = facts.lifetimeMs - ageMs
    if (landing?.reply.body instanceof ReadableStream && !landing.shared) void landing.reply.body.cancel()
    tell(request, () => ({ outcome: 'stale', reason: 'error', ageMs, ttlMs }))
    return lookUp.give(request, entry, ageMs, { fwd: 'stale', fwdStatus: status, ttlMs, detail: 'stale-if-error' })
  }

  /** The answer of a call's own request. */
  function own(passage: Passage, landing: Landing): Reply {
    if (landing.validated) return validated(passage, landing, false)
    const { request, fwd, reason } = passage
    const { reply, entry, refusal, shared } = landing
    const ttlMs = ttlOf(landing)
    const stored = refusal === undefined
    tell(request, () => ({ outcome: 'miss', reason, stored, refusal, ttlMs: stored ? ttlMs : undefined }))
    const status: CacheStatus = { fwd, stored, ttlMs: stored ? ttlMs : undefined, detail: refusal }
    return withStatus(
      reply,
      status,
      shared ? shared.take(request) : { memo: stored ? lookUp.memoOf(entry) : undefined },
    )
  }

  /** The answer of another call's request. */
  function follow(passage: Passage, landing: Landing): Reply | undefined {
    if (landing.validated) return validated(passage, landing, true)
    const { request, fwd, reason } = passage
    const { reply, entry, refusal, shared } = landing
    const stored = refusal === undefined
    const more = shared
      ? shared.take(request)
      : { body: entry.body && entry.body.slice(), memo: stored ? lookUp.memoOf(entry) : undefined }
    if (!more) return undefined
    const ttlMs = stored ? ttlOf(landing) : undefined
    tell(request, () => ({ outcome: 'miss', reason, collapsed: true, stored, refusal, ttlMs }))
    return withStatus(reply, { fwd, stored, ttlMs, collapsed: true, detail: refusal }, more)
  }

  function validated(passage: Passage, landing: Landing, collapsed: boolean): Reply {
    const { request, fwd, reason } = passage
    const { entry, facts, refusal } = landing
    const ttlMs = ttlOf(landing)
    const stored = refusal === undefined
    tell(request, () => ({ outcome: 'revalidated', reason, collapsed, stored, refusal, ttlMs }))
    const status: CacheStatus = { fwd, fwdStatus: 304, ttlMs, stored, collapsed, detail: refusal }
    const ageMs = facts.lifetimeMs - ttlMs
    return lookUp.give(request, entry, ageMs, status) as Reply
  }

  function ttlOf({ facts }: Landing): number {
    return facts.lifetimeMs - facts.initialAgeMs - Math.max(0, now() - facts.receivedAt)
  }

  function unavailable(request: CallRequest): Reply {
    tell(request, () => ({ outcome: 'unavailable' }))
    const headers = new Headers({ 'cache-status': formatStatus({ fwd: 'bypass', detail: 'only-if-cached' }) })
    return { status: 504, statusText: 'Gateway Timeout', headers, url: request.url, body: null }
  }
}

/** What the call learns from the request that was made for it. */
function learn({ operation }: CallRequest, { operation: made }: Flight): void {
  if (!made) return
  operation.attempts.push(...made.attempts)
  operation.verdict = made.verdict
}

/** Whether the server was not reached, so that a stored answer may stand in. */
function isUnreachable(error: unknown): boolean {
  return (
    isFairleadError(error) &&
    (error.kind === 'network' ||
      error.kind === 'timeout' ||
      (error.kind === 'rejected' && error.reason !== 'session-ended'))
  )
}
