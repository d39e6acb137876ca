import { parseDate } from './dates.ts'
import { type Fields, fieldOf } from './fields.ts'
import { weakly } from './freshen.ts'
import type { PolicyRequest } from './vary.ts'

/** Fields by which a caller asks a question of its own (RFC 9110 section 13.1). */
const CONDITIONS = ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range'] as const

/** Whether the caller itself asks a conditional question. */
export function isConditional({ headers }: PolicyRequest): boolean {
  return CONDITIONS.some((name) => name in headers)
}

/** Whether only the origin can answer: a condition for a write, or on the state of the resource itself. */
export function isForOrigin({ headers }: PolicyRequest): boolean {
  return 'if-match' in headers || 'if-unmodified-since' in headers
}

/** Whether the stored answer is what the caller has already, so that 304 says it all (RFC 9111 section 4.3.2). */
export function isNotModified({ headers }: PolicyRequest, stored: Fields, receivedAt: number): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    const etag = weakly(fieldOf(stored, 'etag'))
    if (tags.trim() === '*') return true
    return etag !== undefined && [...tags.matchAll(/(?:W\/)?"[^"]*"/g)].some(([tag]) => weakly(tag) === etag)
  }
  const since = parseDate(headers['if-modified-since'], receivedAt)
  const known = fieldOf(stored, 'last-modified') ?? fieldOf(stored, 'date')
  const modified = known === undefined ? receivedAt : parseDate(known, receivedAt)
  return since !== undefined && modified !== undefined && modified <= since
}
