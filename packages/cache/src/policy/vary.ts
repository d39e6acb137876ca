import { type Fields, fieldOf } from './fields.ts'
import { membersOf } from './list.ts'

/** A request as the policy sees it. */
export interface PolicyRequest {
  readonly method: string
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** Values of request fields in a form that can be compared. */
export type Selection = readonly (readonly [name: string, value: string | null])[]

/** Brings a field's value into the form that is compared. */
export type Normalise = (name: string, value: string) => string

/** More names are no server's intention. */
const MAX_NAMES = 64

/** The request fields that Vary names (RFC 9110 section 12.5.5); undefined where it names all, or too many to be meant. */
export function varyNames(headers: Fields): readonly string[] | undefined {
  const names = membersOf(fieldOf(headers, 'vary') ?? '').map((name) => name.toLowerCase())
  return names.length > MAX_NAMES || names.includes('*') ? undefined : [...new Set(names)].toSorted()
}

/** What a request has in the fields named. */
export function selectionOf(
  names: readonly string[],
  { headers }: Pick<PolicyRequest, 'headers'>,
  normalise: Normalise,
): Selection {
  return names.map((name) => {
    const value = valueIn(headers, name)
    return [name, value === undefined ? null : normalise(name, value)] as const
  })
}

/** A server may name a field `constructor`, which every object has. */
function valueIn(headers: PolicyRequest['headers'], name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined
}

/** Whether a request selects an answer (RFC 9111 section 4.1). */
export function selects(
  selection: Selection,
  { headers }: Pick<PolicyRequest, 'headers'>,
  normalise: Normalise,
): boolean {
  return selection.every(([name, stored]) => {
    const value = valueIn(headers, name)
    return value === undefined ? stored === null : stored !== null && normalise(name, value) === stored
  })
}

/** Lists of preferences, whose order and case say nothing; what they prefer is said by `q`. */
const PREFERENCES = /^accept(-language|-encoding|-charset)?$/

/** Takes out of a value what has no meaning: white space around members, and in preferences case, order and `q=1`. */
export function normaliseField(name: string, value: string): string {
  const members = membersOf(value)
  if (!PREFERENCES.test(name)) return members.join(',')
  return members
    .flatMap((member) => {
      // A parameter's value may depend on its case, and a quoted one on its spaces.
      if (member.includes('"')) return member
      const [preferred = '', ...parameters] = member.split(';').map((part) => part.trim())
      return (
        [preferred.toLowerCase(), ...parameters.filter((parameter) => !/^q=1(\.0*)?$/i.test(parameter))].join(';') || []
      )
    })
    .toSorted()
    .join(',')
}
