/** An item of a structured field without its parameters; what is no string, integer or boolean is kept as it was written. */
export type Item = string | number | boolean | { readonly token: string }

/** A member: one item, or an inner list of them. */
export type Member = Item | readonly Item[]

/**
 * Reads structured fields (RFC 9651) as far as caching needs them. A field that breaks its grammar is no field at all:
 * every function answers undefined then.
 */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** What the pattern matches here; it must be sticky. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [match] = pattern.exec(this.#text) ?? []
    if (match !== undefined) this.#at += match.length
    return match
  }

  member(): Member | undefined {
    if (!this.take(/\(/y)) return this.item()
    const items: Item[] = []
    for (;;) {
      this.take(/ */y)
      if (this.take(/\)/y)) return this.parameters() ? items : undefined
      const item = this.item()
      if (item === undefined || this.take(/(?=[ )])/y) === undefined) return undefined
      items.push(item)
    }
  }

  item(): Item | undefined {
    const item = this.#bare()
    return item !== undefined && this.parameters() ? item : undefined
  }

  parameters(): boolean {
    while (this.take(/; */y)) {
      if (!this.take(KEY) || (this.take(/=/y) && this.#bare() === undefined)) return false
    }
    return true
  }

  /** Goes on to the next member, if there is one. A comma at the end is none: it is left standing. */
  next(): boolean {
    return this.take(/[ \t]*,[ \t]*(?!$)/y) !== undefined
  }

  #bare(): Item | undefined {
    const text = this.take(/"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y)
    if (text !== undefined) return text.slice(1, -1).replace(/\\(.)/g, '$1')
    const flag = this.take(/\?[01]/y)
    if (flag !== undefined) return flag === '?1'
    const number = this.take(/-?\d{1,15}(?![\d.])/y)
    if (number !== undefined) return Number(number)
    const token = this.take(/[A-Za-z*][!#$%&'*+.^_`|~\w:/-]*|-?\d{1,12}\.\d{1,3}(?!\d)|:[A-Za-z0-9+/=]*:|@-?\d{1,15}/y)
    return token === undefined ? undefined : { token }
  }
}

const KEY = /[a-z*][a-z0-9_.*-]*/y

/** The members of a dictionary, such as a targeted Cache-Control (RFC 9213) or No-Vary-Search. */
export function parseDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  const members = new Map<string, Member>()
  const whole = eachMember(text, (reader) => {
    const key = reader.take(KEY)
    const member =
      key === undefined ? undefined : reader.take(/=/y) ? reader.member() : reader.parameters() || undefined
    if (key !== undefined && member !== undefined) members.set(key, member)
    return member !== undefined
  })
  return whole ? members : undefined
}

/** A list of strings, such as Cache-Groups (RFC 9875). */
export function parseStrings(text: string): readonly string[] | undefined {
  const strings: string[] = []
  const whole = eachMember(text, (reader) => {
    const item = reader.item()
    return typeof item === 'string' && strings.push(item) > 0
  })
  return whole ? strings : undefined
}

/** Reads to the end; false where a member or what is between two of them breaks the grammar. */
function eachMember(text: string, read: (reader: Reader) => boolean): boolean {
  const reader = new Reader(text)
  for (let more = !reader.done; more; more = reader.next()) {
    if (!read(reader)) return false
  }
  return reader.done
}
