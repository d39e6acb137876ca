/**
 * An item of a structured field without its parameters; what is no string, integer or boolean is kept as it was written.
 */
export type Item = string | number | boolean | { readonly token: string }

/** A member: one item, or an inner list of them. */
export type Member = Item | readonly Item[]

const KEY = String.raw`[a-z*][a-z\d_.*-]*`
const ITEM = String.raw`(?:"(?:[ !#-[\]-~]|\\["\\])*"|\?[01]|-?\d{1,15}(?![\d.])|-?\d{1,12}\.\d{1,3}(?!\d)|[A-Za-z*][\w!#$%&'*+.^\x60|~:/-]*|:[A-Za-z\d+/=]*:|@-?\d{1,15})`
const PARAMETERS = `(?:; *${KEY}(?:=${ITEM})?)*`
const INNER = String.raw`\( *((?:${ITEM}${PARAMETERS}(?: +|(?=\))))*)\)`
const END = String.raw`(?:[ \t]*,[ \t]*(?!$)|$)`
const LISTED = new RegExp(`(${ITEM})${PARAMETERS}${END}`, 'gy')
const NAMED = new RegExp(`(${KEY})(?:=(?:(${ITEM})|${INNER}))?${PARAMETERS}${END}`, 'gy')
const INSIDE = new RegExp(`(${ITEM})${PARAMETERS}`, 'g')

/**
 * The members of a dictionary (RFC 9651 section 3.2), such as a targeted Cache-Control or No-Vary-Search. A field that
 * breaks its grammar is no field at all: undefined.
 */
export function parseDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  const members = matches(text, NAMED)
  return members && new Map(members.map(([, key = '', item, inner]) => [key, memberOf(item, inner)]))
}

/** A list of strings, such as Cache-Groups (RFC 9875). */
export function parseStrings(text: string): readonly string[] | undefined {
  const items = matches(text, LISTED)?.map(([, item = '']) => itemOf(item))
  return items?.every((item) => typeof item === 'string') ? items : undefined
}

function memberOf(item: string | undefined, inner: string | undefined): Member {
  if (inner !== undefined) return [...inner.matchAll(INSIDE)].map(([, each = '']) => itemOf(each))
  return item === undefined || itemOf(item)
}

function itemOf(text: string): Item {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(.)/g, '$1')
  if (text.startsWith('?')) return text === '?1'
  return /^-?\d+$/.test(text) ? Number(text) : { token: text }
}

/** What the pattern finds one behind the other, if nothing is left over. */
function matches(text: string, pattern: RegExp): readonly RegExpExecArray[] | undefined {
  const whole = text.trim()
  const found = [...whole.matchAll(pattern)]
  return found.map(([match]) => match).join('') === whole ? found : undefined
}
