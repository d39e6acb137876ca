import { type CallRequest, FairleadError, type Memo, type Reply } from '@fairlead/core'
import { answerOf, recordOf } from './answer.ts'
import type { Entry } from './entry.ts'
import { type Intent, comparable } from './intent.ts'
import { createMemos } from './memo.ts'
import type { CacheStatus } from './policy/cache-status.ts'
import { isConditional, isForOrigin, isNotModified } from './policy/conditional.ts'
import { type Verdict, evaluate } from './policy/evaluate.ts'
import { fieldOf } from './policy/fields.ts'
import { type Facts, factsOf } from './policy/freshness.ts'
import { partOf } from './policy/range.ts'
import { selects } from './policy/vary.ts'
import type { Settings } from './settings.ts'
import type { Lookup } from './store.ts'
import type { MemoryStore } from './tiers/memory.ts'

/** A stored answer that a call selects, and what may be done with it. */
export interface Candidate {
  readonly entry: Entry
  readonly facts: Facts
  readonly verdict: Verdict
}

/** Finds and gives stored answers. */
export interface LookUp {
  /** The newest answer that the request selects (RFC 9111 section 4.1). */
  choose(request: CallRequest, intent: Intent, lookup: Lookup): Candidate | undefined
  /** Whether it may be given without asking the server. */
  isGood(candidate: Candidate, intent: Intent): boolean
  /** What was decoded of an entry's body; undefined where decoded data is not shared. */
  memoOf(entry: Entry): Memo | undefined
  /** The reply; undefined where the store cannot make what the request asks for. */
  give(request: CallRequest, entry: Entry, ageMs: number, status: CacheStatus): Reply | undefined
}

const CLOCK_SLACK_MS = 60_000

/** Whether it was made later, as far as is known, and not invalidated. */
function isBetter(one: Candidate, other: Candidate): boolean {
  const isInvalid = ({ verdict }: Candidate): boolean => verdict.doubt === 'invalidated'
  if (isInvalid(one) !== isInvalid(other)) return isInvalid(other)
  const madeAt = ({ facts: { dateMs, receivedAt } }: Candidate): number => Math.min(dateMs, receivedAt)
  return (madeAt(one) - madeAt(other) || one.facts.receivedAt - other.facts.receivedAt) > 0
}

/** Makes the look-up. What follows from an entry alone is worked out once. */
export function createLookUp({ decoded }: Settings, { charge }: MemoryStore): LookUp {
  const memoOf = decoded ? createMemos(charge) : () => undefined
  const known = new WeakMap<Entry, Facts>()
  const records = new WeakMap<Entry, ReturnType<typeof recordOf>>()

  function factsFor(entry: Entry, { profile, own }: Intent): Facts {
    const { ttlMs = entry.ttlMs, staleMs = entry.staleMs } = own ?? {}
    // A call with lifetimes of its own sees an answer that has none of its own by those.
    if (ttlMs !== entry.ttlMs || staleMs !== entry.staleMs) return factsOf({ ...entry, ttlMs, staleMs }, profile)
    let facts = known.get(entry)
    if (!facts) known.set(entry, (facts = factsOf(entry, profile)))
    return facts
  }

  function baseOf(entry: Entry): ReturnType<typeof recordOf> {
    if (!records.has(entry)) records.set(entry, recordOf(entry))
    return records.get(entry)
  }

  return {
    memoOf,
    choose(request, intent, { found }) {
      const now = request.scope.runtime.now()
      let best: Candidate | undefined
      for (const { entry, stale } of found) {
        if (entry.vary.length > 0 && !selects(entry.vary, request, comparable)) continue
        const facts = factsFor(entry, intent)
        // Of an answer from the future nobody knows the age: the clock was set back.
        const verdict = evaluate(facts, intent.asked, now, stale || facts.receivedAt > now + CLOCK_SLACK_MS)
        const candidate = { entry, facts, verdict }
        if (!best || isBetter(candidate, best)) best = candidate
      }
      return best
    },
    isGood({ verdict, facts }, { mode }) {
      if (mode === 'force-cache' || mode === 'only-if-cached') return true
      // What never changes is not asked about by a reload either (RFC 8246 section 2.1).
      return (mode === 'default' || (mode === 'no-cache' && facts.immutable)) && verdict.use === 'as-it-is'
    },
    give(request, entry, ageMs, status) {
      const { method, headers } = request
      const bodiless = method === 'HEAD'
      checkSize(request, entry)
      const given = { status, ageMs, bodiless, memo: memoOf(entry), base: baseOf(entry) }
      if (isConditional(request)) {
        if (isForOrigin(request)) return undefined
        // Of a failure there is nothing to compare (RFC 9110 section 13.2.1).
        if (entry.status < 300 && isNotModified(request, entry.headers, entry.receivedAt))
          return answerOf(entry, { ...given, notModified: true })
      }
      if (!('range' in headers) || bodiless || entry.status !== 200) return answerOf(entry, given)
      // The bytes that are stored are not those of the coded body that ranges count.
      if (fieldOf(entry.headers, 'content-encoding') !== undefined) return undefined
      const part = partOf(request, entry.headers, entry.body?.byteLength ?? 0)
      if (part === 'several') return undefined
      if (part === 'whole') return answerOf(entry, given)
      return answerOf(entry, part === 'none' ? { ...given, unsatisfiable: true } : { ...given, part })
    },
  }
}

/** A call's own bound holds for stored bodies as well. @throws `decode` */
function checkSize({ maxResponseBytes = Infinity, operation }: CallRequest, { body, status }: Entry): void {
  if ((body?.byteLength ?? 0) <= maxResponseBytes) return
  const what = `the body is larger than ${maxResponseBytes} bytes`
  throw new FairleadError('decode', operation, what, { reason: 'too-large', status })
}
