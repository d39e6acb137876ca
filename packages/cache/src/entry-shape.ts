import { attempt } from './attempt.ts'
import { isTags } from './check.ts'
import type { Entry } from './entry.ts'

/** Whether a value has all that an entry has, its body aside. A store may be broken, or of another version. */
export function hasEntryShape(value: unknown): value is Omit<Entry, 'body'> {
  const entry = (value ?? {}) as Partial<Entry>
  const { status = 0, ttlMs = 0, staleMs = 0, vary, headers } = entry
  return (
    entry.version === 1 &&
    isTags([entry.key, entry.variant, entry.url, entry.statusText]) &&
    Number.isInteger(status) &&
    status >= 200 &&
    status < 600 &&
    [entry.requestedAt, entry.receivedAt].every(Number.isFinite) &&
    [ttlMs, staleMs].every((time) => typeof time === 'number' && time >= 0) &&
    isPairs(vary, (text) => text === null || typeof text === 'string') &&
    isPairs(headers, (text) => typeof text === 'string' && !BEYOND_LATIN_1.test(text)) &&
    attempt(() => new Headers(headers as [string, string][])) !== undefined &&
    isTags(entry.names)
  )
}

/** What some platforms take all the same. */
const BEYOND_LATIN_1 = /[^\0-\xff]/

function isPairs(value: unknown, isSecond: (text: unknown) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (pair: unknown) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && isSecond(pair[1]),
    )
  )
}
