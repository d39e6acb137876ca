import { type Fields, fieldOf } from './fields.ts'
import { membersOf } from './list.ts'

/** A request as the policy sees it. */
export interface PolicyRequest {
  readonly method: string
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** What of a request may select an answer. */
type Asked = Pick<PolicyRequest, 'headers'> & Partial<PolicyRequest>

/** Values of request fields in a form that can be compared. */
export type Selection = readonly (readonly [name: string, value: string | null])[]

/** Brings a field's value into the form that is compared. */
export type Normalise = (name: string, value: string) => string

/** More names are no server's intention. */
const MAX_NAMES = 64

/**
 * The request fields that an answer depends on: those that Vary names (RFC 9110 section 12.5.5), and those that asked
 * for a part. Undefined where it depends on all, or on too many to be meant.
 */
export function varyNames(headers: Fields): readonly string[] | undefined {
  const names = membersOf(fieldOf(headers, 'vary') ?? '').map((name) => name.toLowerCase())
  if (fieldOf(headers, 'content-range') !== undefined) names.push('if-range', 'range')
  return names.length > MAX_NAMES || names.includes('*') ? undefined : [...new Set(names)].toSorted()
}

/** What a request has in the fields named. */
export function selectionOf(names: readonly string[], request: Asked, normalise: Normalise): Selection {
  return names.map((name) => {
    const value = valueIn(request, name)
    return [name, value === undefined ? null : normalise(name, value)] as const
  })
}

function valueIn({ method, headers }: Asked, name: string): string | undefined {
  // A server may name a field `constructor`, which every object has. A HEAD asks for no part (RFC 9110 section 14.2).
  return Object.hasOwn(headers, name) && !(method === 'HEAD' && name === 'range') ? headers[name] : undefined
}

/** Whether a request selects an answer (RFC 9111 section 4.1). */
export function selects(selection: Selection, request: Asked, normalise: Normalise): boolean {
  return selection.every(([name, stored]) => {
    const value = valueIn(request, name)
    // What has the form already, as most have, keeps it.
    return value === undefined ? stored === null : value === stored || normalise(name, value) === stored
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
