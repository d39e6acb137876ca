import { plainText } from './text.ts'

/** What stands where a value was. */
const VALUE = '{…}'

/** A segment that is a name by all looks: a word, a version, a file; not an id, a token or an address. */
const NAME = /^(?:\{[^}]*\}|v\d{1,3}|[A-Za-z][A-Za-z_.~-]{0,39}(?:\d{1,2})?)$/
const LOOKS_LIKE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{12,}$/i

/**
 * A path template as telemetry may have it: of a call without a contract the path is told as it is, and segments in it that
 * look like values are shown as `{…}`. What GraphQL writes behind the path, the operation's name, stays.
 */
export function lowCardinality(template: string): string {
  const [path = '', ...rest] = template.split(' ')
  const segments = path.split('/').map((segment) => {
    if (segment === '' || (NAME.test(segment) && !LOOKS_LIKE_ID.test(segment))) return segment
    // Names and values mixed, as `{id}.json` is.
    return /^[\w.~-]*\{[^{}]*\}[\w.~-]*$/.test(segment) ? segment : VALUE
  })
  const name = rest.join(' ')
  return plainText(/^[_A-Za-z]\w{0,80}$/.test(name) ? `${segments.join('/')} ${name}` : segments.join('/'))
}

/** What beyond the bound is counted under. */
export const OTHER = '(other)'

/** Names of which only so many are told apart, the first ones; the rest is {@link OTHER}. */
export interface NameGuard {
  /** The name as telemetry may have it. */
  of(name: string): string
}

/** Remembered beside what is told apart, so that each name is looked at once. */
const MAX_KNOWN = 2_000

/** Makes a guard against names without end: a server's redirects or a program's raw paths could have as many. */
export function createNameGuard(maxNames: number): NameGuard {
  const names = new Set<string>()
  const known = new Map<string, string>()
  return {
    of(name) {
      const before = known.get(name)
      if (before !== undefined) return before
      const low = lowCardinality(name)
      const told = names.has(low) || names.size < maxNames ? low : OTHER
      if (told !== OTHER) names.add(told)
      if (known.size < MAX_KNOWN) known.set(name, told)
      return told
    },
  }
}
