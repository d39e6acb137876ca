import { membersOf, unquoted } from './list.ts'

/** Directives by lower-case name; an empty string where one has no argument. The first of several counts. */
export type Directives = ReadonlyMap<string, string>

/** Longer fields are no server's intention. */
const MAX_FIELD_CHARS = 16_384
const DIRECTIVE = /^([!#$%&'*+.^_`|~\w-]+)(?:=(.*))?$/s
const NONE: Directives = new Map()

/** Reads Cache-Control (RFC 9111 section 5.2). What is no directive is left out. */
export function parseDirectives(field: string | null | undefined): Directives {
  if (!field) return NONE
  // Who sends this much cannot be understood, and what is not understood is not stored.
  if (field.length > MAX_FIELD_CHARS) return new Map([['no-store', '']])
  const directives = new Map<string, string>()
  for (const member of membersOf(field)) {
    const [, name, argument = ''] = DIRECTIVE.exec(member) ?? []
    const key = name?.toLowerCase()
    if (key !== undefined && !directives.has(key)) directives.set(key, unquoted(argument))
  }
  return directives
}

/** About 68 years: what an integer of 31 bits holds, more than which means the same. */
const MAX_SECONDS = 2 ** 31 - 1

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
