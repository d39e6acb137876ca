import type { Memo, Reply } from '@fairlead/core'
import type { Entry } from './entry.ts'
import { type CacheStatus, formatStatus } from './policy/cache-status.ts'
import type { Part } from './policy/range.ts'

/** How an entry is given. */
export interface Given {
  readonly status: CacheStatus
  readonly ageMs: number
  /** Of a HEAD, and of a 304. */
  readonly bodiless?: boolean
  readonly notModified?: boolean
  readonly part?: Part
  /** No byte of the body is in the range asked for. */
  readonly unsatisfiable?: boolean
  readonly memo?: Memo | undefined
  /** The fields as a record, where they can be one. */
  readonly base?: Readonly<Record<string, string>> | undefined
}

/** Fields that a 304 carries (RFC 9110 section 15.4.5). */
const OF_NOT_MODIFIED = /^(cache-control|content-location|date|etag|expires|vary|last-modified)$/

/**
 * A stored answer as a reply. Its header is made when it is asked for: who gets decoded data asks for none.
 */
export function answerOf(entry: Entry, given: Given): Reply {
  const { status, statusText, url, body } = entry
  const { notModified, bodiless, part, unsatisfiable, memo } = given
  const bare = bodiless || notModified || unsatisfiable
  return shared(
    {
      status: notModified ? 304 : unsatisfiable ? 416 : part ? 206 : status,
      statusText: notModified || part || unsatisfiable ? '' : statusText,
      url,
      body: bare ? null : part && body ? body.subarray(part.start, part.end) : body,
    },
    () => fieldsOf(entry, given),
    bare || part ? undefined : memo,
  )
}

/** A reply whose bytes others get as well. */
function shared(facts: Omit<Reply, 'headers' | 'shared'>, fields: () => HeadersInit, memo: Memo | undefined): Reply {
  let headers: Headers | undefined
  // Who has read the header may have changed it.
  const common = { of: undefined as unknown as Reply, fields: () => headers ?? fields(), memo }
  const reply: Reply = {
    ...facts,
    get headers() {
      return (headers ??= new Headers(fields()))
    },
    shared: common,
  }
  common.of = reply
  return reply
}

function fieldsOf(entry: Entry, { status, ageMs, base, notModified, part, unsatisfiable }: Given): HeadersInit {
  const age = String(Math.floor(ageMs / 1_000))
  const own = formatStatus(status)
  if (base && !notModified && !part && !unsatisfiable) {
    const before = base['cache-status']
    return { ...base, age, 'cache-status': before === undefined ? own : `${before}, ${own}` }
  }
  const size = entry.body?.byteLength ?? 0
  const fields: [string, string][] = []
  for (const [name, value] of entry.headers) {
    const hidden = name === 'age' || (notModified && !OF_NOT_MODIFIED.test(name))
    const counted = (part || unsatisfiable) && name === 'content-length'
    if (!hidden && !counted) fields.push([name, value])
  }
  if (part)
    fields.push(
      ['content-range', `bytes ${part.start}-${part.end - 1}/${size}`],
      ['content-length', String(part.end - part.start)],
    )
  if (unsatisfiable) fields.push(['content-range', `bytes */${size}`])
  fields.push(['age', age], ['cache-status', own])
  return fields
}

/** The fields of an entry as a record, which platforms read faster than pairs; undefined where a name is there twice. */
export function recordOf({ headers }: Entry): Readonly<Record<string, string>> | undefined {
  const record = Object.fromEntries(headers)
  return Object.keys(record).length === headers.length ? record : undefined
}

/** The server's reply with one more member of Cache-Status, for one caller or for several. */
export function withStatus(reply: Reply, status: CacheStatus, more?: Partial<Reply>): Reply {
  let headers: Headers | undefined
  return {
    ...reply,
    ...more,
    get headers() {
      if (!headers) {
        headers = new Headers(reply.headers)
        headers.append('cache-status', formatStatus(status))
      }
      return headers
    },
  }
}

/** The same for a reply whose bytes are kept, or given to others. */
export function sharedWithStatus(reply: Reply, status: CacheStatus, memo: Memo | undefined): Reply {
  return shared(reply, () => [...reply.headers, ['cache-status', formatStatus(status)]], memo)
}
