import { membersOf } from './list.ts'

/** Directives by lower-case name; an empty string where one has no argument. The first of several counts. */
export type Directives = ReadonlyMap<string, string>

/** Longer fields are no server's intention. */
export const MAX_FIELD_CHARS = 16_384
const DIRECTIVE = /^([\w!#$%&'*+.^`|~-]+)(?:=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)"))?$/s
const NONE: Directives = new Map()

/**
 * Reads Cache-Control (RFC 9111 section 5.2). A member that breaks the grammar gives all its words as directives whose
 * argument cannot be understood: so what it may have forbidden is forbidden, and what it may have allowed is not.
 */
export function parseDirectives(field: string | null | undefined): Directives {
  if (!field) return NONE
  // Who sends this much cannot be understood, and what is not understood is not stored.
  if (field.length > MAX_FIELD_CHARS) return new Map([['no-store', '']])
  const directives = new Map<string, string>()
  const add = (name: string, argument: string): void => {
    const key = name.toLowerCase()
    if (!directives.has(key)) directives.set(key, argument)
  }
  for (const member of membersOf(field)) {
    const [whole, name = '', token, quoted = ''] = DIRECTIVE.exec(member) ?? []
    if (whole !== undefined) add(name, token ?? quoted.replace(/\\(.)/g, '$1'))
    else for (const [word] of member.matchAll(/[\w-]+/g)) add(word, '?')
  }
  return directives
}

/** Whether a directive is there whose grammar is right: what it allows is allowed then. */
export function allows(directives: Directives, name: string): boolean {
  return (directives.get(name) ?? '?') !== '?'
}

/** What an integer of 32 bits cannot hold: more means the same (RFC 9111 section 1.2.2). */
const MAX_SECONDS = 2 ** 31

/**
 * The milliseconds of delta-seconds (RFC 9111 section 1.2.2); undefined where the directive is not there; NaN where its
 * argument is none.
 */
export function millisecondsOf(directives: Directives, name: string): number | undefined {
  const argument = directives.get(name)
  return argument === undefined ? undefined : (deltaSeconds(argument) ?? Number.NaN)
}

/** Delta-seconds in milliseconds. */
export function deltaSeconds(text: string): number | undefined {
  return /^\d+$/.test(text) ? Math.min(Number(text), MAX_SECONDS) * 1_000 : undefined
}
