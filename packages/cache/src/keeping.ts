import { type CallRequest, type Reply, isSecretHeader } from '@fairlead/core'
import type { Entry } from './entry.ts'
import type { KeepRefusal, Landing } from './flights.ts'
import { type Intent, comparable } from './intent.ts'
import { pathName } from './names.ts'
import { type Fields, fieldOf, storedFields } from './policy/fields.ts'
import { freshened } from './policy/freshen.ts'
import { type Facts, factsOf } from './policy/freshness.ts'
import { groupsOf } from './policy/invalidation.ts'
import { pathOf } from './policy/url.ts'
import { whyNotStorable } from './policy/storable.ts'
import { selectionOf, varyNames } from './policy/vary.ts'
import type { SearchRules } from './rules.ts'
import type { Settings } from './settings.ts'
import { shareBody } from './shared-body.ts'
import type { Epochs, Tiers } from './tiers.ts'

/** A request and when it was made, for which an answer has come. */
export interface Asked {
  readonly request: CallRequest
  readonly intent: Intent
  readonly epochs: Epochs
  /** Milliseconds since the Unix epoch. */
  readonly began: number
}

/** Judges answers, and keeps those that may be kept. */
export interface Keeping {
  /** An answer of its own. */
  read(asked: Asked, reply: Reply): Landing
  /** What a 304 or the answer to a HEAD says of a stored answer (RFC 9111 sections 4.3.4 and 4.3.5). */
  renew(asked: Asked, stored: Entry, reply: Reply): Landing
}

/** Makes the keeping of answers. */
export function createKeeping(settings: Settings, tiers: Tiers, rules: SearchRules): Keeping {
  /** What is private and nobody's is somebody's, perhaps by a cookie that the browser adds: it does not outlive the page. */
  const keep = (
    entry: Entry,
    { epochs, intent: { partition } }: Asked,
    { directives }: Facts,
  ): KeepRefusal | undefined =>
    tiers.keep(entry, epochs, partition.volatile || (partition.id === '' && directives.has('private')))

  return {
    read(asked, reply) {
      const { request, intent } = asked
      const headers = [...reply.headers]
      const { body } = reply
      const isStream = body instanceof ReadableStream
      const entry = entryOf(asked, reply, storedFields(headers), isStream ? null : body)
      const facts = factsOf(entry, intent.profile)
      const refusal = refusalOf(asked, entry, facts, reply)
      if (!refusal) rules.learn(intent.place.url, fieldOf(headers, 'no-vary-search'))
      if (!isStream) return landingOf(asked, reply, entry, facts, refusal ?? keep(entry, asked, facts))
      // A stream of events has no end that could be waited for.
      if (/^text\/event-stream\b/i.test(fieldOf(headers, 'content-type') ?? ''))
        return landingOf(asked, reply, entry, facts, refusal ?? 'stream')
      const isCoded = fieldOf(headers, 'content-encoding') !== undefined
      const isLong = !isCoded && Number(fieldOf(headers, 'content-length') ?? 0) > settings.maxEntryBytes
      const why = refusal ?? (isLong ? 'too-large' : undefined)
      const shared = shareBody(body, request, {
        // What is not kept is not read ahead.
        maxBytes: why ? 0 : settings.maxEntryBytes,
        idleMs: request.timeouts.idleMs,
        whole: (bytes) => void (bytes && !why && keep({ ...entry, body: bytes }, asked, facts)),
      })
      return { ...landingOf(asked, reply, entry, facts, why), shared }
    },
    renew(asked, stored, reply) {
      const entry = entryOf(asked, stored, freshened(stored.headers, [...reply.headers]), stored.body)
      const facts = factsOf(entry, asked.intent.profile)
      // A HEAD says of the answer to a GET whether that may be kept.
      const reading = { ...asked, request: { ...asked.request, method: 'GET' } }
      const refusal = refusalOf(reading, entry, facts, reply)
      if (refusal) tiers.drop(stored)
      return { ...landingOf(asked, reply, entry, facts, refusal ?? keep(entry, asked, facts)), validated: true }
    },
  }
}

function entryOf(
  { request, intent, began }: Asked,
  { status, statusText = '', url }: Pick<Reply, 'status' | 'statusText' | 'url'>,
  headers: Fields,
  body: Entry['body'],
): Entry {
  const { key, ttlMs, staleMs, names, place } = intent
  const vary = selectionOf(varyNames(headers) ?? [], request, comparable)
  return {
    version: 1,
    key,
    variant: JSON.stringify(vary),
    vary,
    url,
    status,
    statusText,
    headers,
    // Of several tries the last one was answered.
    requestedAt: request.operation.attempts.at(-1)?.startedAt ?? began,
    receivedAt: request.scope.runtime.now(),
    names: [
      ...names(),
      // Who changes it may write its query in another way.
      ...(fieldOf(headers, 'no-vary-search') === undefined ? [] : [pathName(pathOf(place.url))]),
      ...groupsOf(place.url, headers),
    ],
    ttlMs,
    staleMs,
    body,
  }
}

function refusalOf({ request, intent }: Asked, entry: Entry, facts: Facts, { meta }: Reply): KeepRefusal | undefined {
  const { partition, profile } = intent
  // How long the redirects hold on the way there, nobody tells.
  if (entry.url && !isSameUrl(entry.url, request.url)) return 'redirected'
  const changed = meta?.changedHeaders ?? []
  const names = varyNames(entry.headers) ?? []
  if (names.some((name) => changed.includes(name))) return 'changed-header'
  // A user of whom nothing was known when the call was looked up.
  if (changed.some(isSecretHeader)) return 'credentials'
  // By what users are told apart, is not compared: what is for all of them must not depend on it.
  if (partition.shared && partition.credentials && names.some(isSecretHeader)) return 'credentials'
  // On a server it would make all who come later one user (RFC 9111 section 7.3).
  if (partition.isAnybodys && fieldOf(entry.headers, 'set-cookie') !== undefined && !isPublic(facts))
    return 'set-cookie'
  return whyNotStorable(request, entry, facts, profile, partition.shared && partition.credentials)
}

function isPublic({ directives }: Facts): boolean {
  return directives.has('public') || directives.has('s-maxage')
}

function isSameUrl(one: string, other: string): boolean {
  return one === other || one === URL.parse(other)?.href.replace(/#.*/s, '')
}

function landingOf(
  { intent: { profile } }: Asked,
  reply: Reply,
  entry: Entry,
  facts: Facts,
  refusal: KeepRefusal | undefined,
): Landing {
  const { directives } = facts
  return {
    status: reply.status,
    settled: reply.settled,
    reply,
    entry,
    facts,
    validated: false,
    refusal,
    sharable:
      !directives.has('no-store') &&
      !(profile.shared && directives.has('private')) &&
      refusal !== 'credentials' &&
      refusal !== 'stream' &&
      varyNames(entry.headers) !== undefined,
    shared: undefined,
  }
}
