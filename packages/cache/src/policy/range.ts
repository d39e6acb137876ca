import { parseDate } from './dates.ts'
import { type Fields, fieldOf } from './fields.ts'
import type { PolicyRequest } from './vary.ts'

/** A part of a body: `end` is behind its last byte. */
export interface Part {
  readonly start: number
  readonly end: number
}

/**
 * The part of a stored body that a request asks for (RFC 9110 section 14.2). `'whole'`: the field may be ignored;
 * `'none'`: no byte of the body is in it; `'several'`: more than one part.
 */
export function partOf({ headers }: PolicyRequest, stored: Fields, size: number): Part | 'whole' | 'none' | 'several' {
  const { range, 'if-range': condition } = headers
  const [, set] = /^bytes=(.+)$/i.exec(range ?? '') ?? []
  if (set === undefined || (condition !== undefined && !isSame(condition, stored))) return 'whole'
  if (set.includes(',')) return 'several'
  const [, first = '', last = ''] = /^\s*(\d*)-(\d*)\s*$/.exec(set) ?? []
  if (first === '' && last === '') return 'whole'
  // The last so many bytes.
  if (first === '')
    return Number(last) === 0 ? 'none' : size === 0 ? 'whole' : { start: Math.max(0, size - Number(last)), end: size }
  const start = Number(first)
  const end = last === '' ? size : Number(last) + 1
  if (end <= start && last !== '') return 'whole'
  return start >= size ? 'none' : { start, end: Math.min(size, end) }
}

/** Whether `If-Range` names the stored body, by the strong comparison (RFC 9110 section 13.1.5). */
function isSame(condition: string, stored: Fields): boolean {
  if (condition.startsWith('"')) return condition === fieldOf(stored, 'etag')
  const modified = fieldOf(stored, 'last-modified')
  // A date is the name of these bytes if there was a second in which they did not change (RFC 9110 section 8.8.2.2).
  const [from, to] = [modified, fieldOf(stored, 'date')].map((text) => parseDate(text, 0) ?? Number.NaN)
  return condition === modified && Number(to) - Number(from) >= 1_000
}
