import type { CallRequest, Next, Reply } from '@fairlead/core'
import type { Entry } from './entry.ts'
import type { KeepRefusal, Landing } from './flights.ts'
import { type Intent, comparable } from './intent.ts'
import { outgoing } from './outgoing.ts'
import { isConditional } from './policy/conditional.ts'
import { type Fields, fieldOf, storedFields } from './policy/fields.ts'
import { freshened, isAbout } from './policy/freshen.ts'
import { type Facts, factsOf } from './policy/freshness.ts'
import { groupsOf } from './policy/invalidation.ts'
import { whyNotStorable } from './policy/storable.ts'
import { selectionOf, varyNames } from './policy/vary.ts'
import type { SearchRules } from './rules.ts'
import type { Settings } from './settings.ts'
import { shareBody } from './shared-body.ts'
import type { Epochs, Tiers } from './tiers.ts'

/** One question to the server. */
export interface Question {
  readonly intent: Intent
  readonly epochs: Epochs
  /** The stored answer that may still hold. */
  readonly stored: Entry | undefined
  /** Whether a store below ours must not answer by itself. */
  readonly endToEnd: boolean
}

/** Asks the server, and keeps the answer where it may be kept. */
export type Ask = (request: CallRequest, next: Next, question: Question) => Promise<Landing>

/** Makes the function that asks. */
export function createAsk(settings: Settings, tiers: Tiers, rules: SearchRules): Ask {
  return async (request, next, question) => {
    const { intent, epochs, stored } = question
    const { runtime } = request.scope
    const began = runtime.now()
    let reply = await next(outgoing(request, question, settings.platform))
    const own = isConditional(request)
    if (reply.status === 304 && stored) {
      if (isAbout(stored.headers, [...reply.headers])) return stillHolds(stored, reply)
      // Of an answer that is not the stored one, only the whole of it helps.
      if (!own)
        reply = await next(outgoing(request, { ...question, stored: undefined, endToEnd: true }, settings.platform))
    }
    const headers = [...reply.headers]
    const { body } = reply
    const isStream = body instanceof ReadableStream
    const head = entryOf(reply, storedFields(headers), null)
    const facts = factsOf(head, intent.profile)
    const refusal = refusalOf(head, facts, reply)
    if (!refusal) rules.learn(intent.url, fieldOf(headers, 'no-vary-search'))
    if (!isStream) {
      const entry = { ...head, body }
      return land(reply, entry, facts, refusal ?? keep(entry))
    }
    // A stream of events has no end that could be waited for.
    if (/^text\/event-stream\b/i.test(fieldOf(headers, 'content-type') ?? ''))
      return land(reply, head, facts, refusal ?? 'stream')
    const shared = shareBody(body, request, {
      maxBytes: settings.maxEntryBytes,
      idleMs: request.timeouts.idleMs,
      whole: (bytes) => void (bytes && !refusal && keep({ ...head, body: bytes })),
    })
    return { ...land(reply, head, facts, refusal), shared }

    /** The stored answer with the newer fields (RFC 9111 section 4.3.4). A caller that asked itself gets the 304. */
    function stillHolds(known: Entry, newer: Reply): Landing {
      const entry = entryOf(known, freshened(known.headers, [...newer.headers]), known.body)
      const known2 = factsOf(entry, intent.profile)
      const why = refusalOf(entry, known2, newer)
      if (why) tiers.drop(known)
      return { ...land(newer, entry, known2, why ?? keep(entry)), validated: !own }
    }

    function entryOf(
      { status, statusText, url }: Pick<Reply, 'status' | 'statusText' | 'url'>,
      fields: Fields,
      bytes: Entry['body'],
    ): Entry {
      const vary = selectionOf(varyNames(fields) ?? [], request, comparable)
      return {
        version: 1,
        key: intent.key,
        variant: JSON.stringify(vary),
        vary,
        url,
        status,
        statusText: statusText ?? '',
        headers: fields,
        // Of several tries the last one was answered.
        requestedAt: request.operation.attempts.at(-1)?.startedAt ?? began,
        receivedAt: runtime.now(),
        names: [...intent.names(), ...groupsOf(intent.url, fields)],
        ttlMs: intent.ttlMs,
        staleMs: intent.staleMs,
        body: bytes,
      }
    }

    function refusalOf(entry: Entry, { directives, ...rest }: Facts, { meta }: Reply): KeepRefusal | undefined {
      const { partition, profile } = intent
      const changed = meta?.changedHeaders ?? []
      if (varyNames(entry.headers)?.some((name) => changed.includes(name))) return 'changed-header'
      return whyNotStorable(request, entry, { directives, ...rest }, profile, partition.shared && partition.credentials)
    }

    function keep(entry: Entry): KeepRefusal | undefined {
      return tiers.keep(entry, epochs, intent.partition.volatile)
    }

    function land(answer: Reply, entry: Entry, known: Facts, why: KeepRefusal | undefined): Landing {
      const { directives } = known
      const { profile } = intent
      return {
        status: answer.status,
        settled: answer.settled,
        reply: answer,
        entry,
        facts: known,
        validated: false,
        refusal: why,
        sharable:
          !directives.has('no-store') &&
          !(profile.shared && (directives.has('private') || why === 'credentials')) &&
          why !== 'stream' &&
          varyNames(entry.headers) !== undefined,
        shared: undefined,
      }
    }
  }
}
