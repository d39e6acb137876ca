import type { Memo, Reply } from '@fairlead/core'
import type { Entry } from './entry.ts'
import { type CacheStatus, formatStatus } from './policy/cache-status.ts'
import type { Fields } from './policy/fields.ts'
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
  readonly meta?: Reply['meta']
}

/** Fields that a 304 carries (RFC 9110 section 15.4.5). */
const OF_NOT_MODIFIED = /^(cache-control|content-location|date|etag|expires|vary|last-modified)$/

/**
 * A stored answer as a reply. Header and body are made when they are asked for: who gets decoded data asks for neither, and
 * who asks gets a copy, so that nobody changes what others see.
 */
export function answerOf(entry: Entry, given: Given): Reply {
  const { status, statusText, url, body } = entry
  const { notModified, bodiless, part, unsatisfiable, memo, meta } = given
  let headers: Headers | undefined
  let copy: Uint8Array<ArrayBuffer> | undefined
  return {
    status: notModified ? 304 : unsatisfiable ? 416 : part ? 206 : status,
    statusText: notModified || part || unsatisfiable ? '' : statusText,
    url,
    get headers() {
      return (headers ??= headersOf(entry, given))
    },
    get body() {
      if (bodiless || notModified || unsatisfiable || body === null) return null
      return (copy ??= part ? body.slice(part.start, part.end) : body.slice())
    },
    memo: bodiless || notModified || part ? undefined : memo,
    ...(meta && { meta }),
  }
}

function headersOf(entry: Entry, { status, ageMs, notModified, part, unsatisfiable }: Given): Headers {
  const size = entry.body?.byteLength ?? 0
  const kept: Fields = notModified ? entry.headers.filter(([name]) => OF_NOT_MODIFIED.test(name)) : entry.headers
  const headers = new Headers(kept as [string, string][])
  headers.set('age', String(Math.floor(ageMs / 1_000)))
  headers.append('cache-status', formatStatus(status))
  if (part) {
    headers.set('content-range', `bytes ${part.start}-${part.end - 1}/${size}`)
    headers.set('content-length', String(part.end - part.start))
  }
  if (unsatisfiable) {
    headers.set('content-range', `bytes */${size}`)
    headers.delete('content-length')
  }
  return headers
}

/** The server's reply with one more member of Cache-Status. */
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
