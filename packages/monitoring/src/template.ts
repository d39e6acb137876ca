import { plainText } from './text.ts'

/** What stands where a value was. */
const VALUE = '{…}'

/** Longer ones are no words. */
const MAX_NAME_CHARS = 48

/** Whether letters are in no order: words in camel case have few runs of capitals, and few parts of two letters. */
export function isScrambled(segment: string): boolean {
  const odd = segment.match(/[A-Z]{2,}|[A-Z][a-z](?=[A-Z])/g)?.length ?? 0
  return segment.length >= 16 && odd * 8 >= segment.length
}

/** Whether a segment of a path is a value by its looks: an id, a token, an address; and no word, version or file. */
function isValue(segment: string): boolean {
  if (isScrambled(segment)) return true
  if (segment.length > MAX_NAME_CHARS || !/^[\w.~-]*$/.test(segment)) return true
  const digits = segment.replace(/\D/g, '').length
  return digits >= 3 || (digits > 0 && (digits === segment.length || /^[0-9a-f-]{8,}$/i.test(segment)))
}

/**
 * A path template as telemetry may have it. One that names its parameters is a program's own. Of a call without a contract the
 * path is told as it is, and segments in it that look like values are shown as `{…}`. What GraphQL writes behind the path, the
 * operation's name, stays.
 */
export function lowCardinality(template: string): string {
  const [path = '', ...rest] = template.split(' ')
  const isTemplate = /\{\w+\}/.test(path)
  const shown = isTemplate
    ? path
    : path
        .split('/')
        .map((each) => (isValue(each) ? VALUE : each))
        .join('/')
  const name = rest.join(' ')
  return plainText(isName(name) ? `${shown} ${name}` : shown)
}

function isName(text: string): boolean {
  return /^[_A-Za-z]\w{0,80}$/.test(text)
}

/** The name of a GraphQL operation as telemetry may have it. */
export function operationName(name: string): string {
  return isName(name) ? name : VALUE
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
export function createNameGuard(maxNames: number, shownAs: (name: string) => string = lowCardinality): NameGuard {
  const names = new Set<string>()
  const known = new Map<string, string>()
  return {
    of(name) {
      const before = known.get(name)
      if (before !== undefined) return before
      const low = shownAs(name)
      const told = names.has(low) || names.size < maxNames ? low : OTHER
      if (told !== OTHER) names.add(told)
      if (known.size < MAX_KNOWN) known.set(name, told)
      return told
    },
  }
}
