import { type CallRequest, type Reply, isFairleadError } from '@fairlead/core'
import { sharedWithStatus, withStatus } from './answer.ts'
import type { Landing } from './flights.ts'
import type { Candidate, LookUp } from './look-up.ts'
import type { Passage } from './passage.ts'
import { type CacheStatus, formatStatus } from './policy/cache-status.ts'
import type { Facts } from './policy/freshness.ts'
import type { Tell } from './report.ts'
import type { MemoryStore } from './tiers/memory.ts'

/** Makes the replies of the stage, each with its Cache-Status, and tells the timeline why it is that one. */
export interface Replies {
  /** A stored answer as it is; undefined where the store cannot make what the request asks for. */
  hit(request: CallRequest, candidate: Candidate): Reply | undefined
  /** The stored answer in place of a failure, where it may stand in (RFC 5861 section 4). */
  insteadOf(
    passage: Pick<Passage, 'request' | 'candidate' | 'intent' | 'epochs'>,
    error: unknown,
    landing?: Landing,
  ): Reply | undefined
  /** The answer to the call's own request. */
  own(passage: Passage, landing: Landing): Reply
  /** The answer to another call's request; undefined where its body is no longer there. */
  follow(passage: Passage, landing: Landing): Reply | undefined
  /** None, for a call that wants a stored answer or nothing. */
  unavailable(request: CallRequest): Reply
}

/** Makes the maker of replies. */
export function createReplies(lookUp: LookUp, { judge }: MemoryStore, tell: Tell, now: () => number): Replies {
  const ageOf = ({ initialAgeMs, receivedAt }: Facts): number => initialAgeMs + Math.max(0, now() - receivedAt)

  function landed(passage: Passage, landing: Landing, collapsed: boolean | undefined): Reply | undefined {
    const { request, fwd, reason } = passage
    const { reply, entry, facts, refusal, shared, validated } = landing
    const ageMs = ageOf(facts)
    const stored = refusal === undefined
    const ttlMs = stored ? facts.lifetimeMs - ageMs : undefined
    const status: CacheStatus = {
      fwd,
      fwdStatus: validated ? 304 : undefined,
      ttlMs,
      stored,
      collapsed,
      detail: refusal,
    }
    const taken = shared?.take(request)
    if (shared && !taken) return undefined
    tell(request, () => ({ outcome: validated ? 'revalidated' : 'miss', reason, collapsed, stored, refusal, ttlMs }))
    if (validated) return lookUp.give(request, entry, ageMs, status)
    return taken
      ? withStatus(reply, status, taken)
      : sharedWithStatus(reply, status, stored ? lookUp.memoOf(entry) : undefined)
  }

  return {
    hit(request, { entry, verdict }) {
      const { ageMs, ttlMs, doubt } = verdict
      const reply = lookUp.give(request, entry, ageMs, { ttlMs })
      if (reply) tell(request, () => ({ outcome: ttlMs > 0 ? 'hit' : 'stale', reason: doubt, ageMs, ttlMs }))
      return reply
    },
    insteadOf({ request, candidate, intent, epochs }, error, landing) {
      const failed = landing ? [500, 502, 503, 504].includes(landing.status) : isUnreachable(error)
      // A reload wants nothing that was stored.
      if (!failed || !candidate?.verdict.onError || intent.mode === 'reload') return undefined
      const { entry, facts } = candidate
      if (judge(entry.names, epochs.local) === 'gone') return undefined
      const ageMs = ageOf(facts)
      const ttlMs = facts.lifetimeMs - ageMs
      if (landing?.shared) landing.shared.drop()
      else if (landing?.reply.body instanceof ReadableStream) void landing.reply.body.cancel()
      tell(request, () => ({ outcome: 'stale', reason: 'error', ageMs, ttlMs }))
      return lookUp.give(request, entry, ageMs, {
        fwd: 'stale',
        fwdStatus: landing?.status,
        ttlMs,
        detail: 'stale-if-error',
      })
    },
    own: (passage, landing) => landed(passage, landing, undefined) as Reply,
    follow: (passage, landing) => landed(passage, landing, true),
    unavailable(request) {
      tell(request, () => ({ outcome: 'unavailable' }))
      const headers = new Headers({ 'cache-status': formatStatus({ fwd: 'bypass', detail: 'only-if-cached' }) })
      return { status: 504, statusText: 'Gateway Timeout', headers, url: request.url, body: null }
    },
  }
}

/** Whether the server was not reached. */
export function isUnreachable(error: unknown): boolean {
  return (
    isFairleadError(error) &&
    (error.kind === 'network' ||
      error.kind === 'timeout' ||
      (error.kind === 'rejected' && error.reason !== 'session-ended'))
  )
}
