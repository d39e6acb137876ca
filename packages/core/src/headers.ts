import { type Where, invalidInput } from './errors.ts'
import { styleOf } from './fields.ts'
import type { Styles } from './styles.ts'

/** Header fields as a caller may give them. A field that is undefined is left out. */
export type HeadersInput = Readonly<Record<string, string | number | undefined>> | Iterable<readonly [string, string]>

// RFC 9110 section 5.6.2, and field values of the bytes that section 5.5 allows.
const FIELD_NAME = /^[!#$%&'*+.^_`|~\w-]+$/
// oxlint-disable-next-line no-control-regex -- exactly these must not pass
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Adds fields, by lower-case name; one that is given twice is joined, as Fetch does. The platform's own error for a bad
 * field quotes its value, so it is checked here.
 *
 * @throws `validation`
 */
export function addHeaders(
  fields: Record<string, string>,
  input: HeadersInput | undefined,
  where: Where,
  styles?: Styles['headers'],
): void {
  if (!input) return
  if (typeof input !== 'object') throw invalidInput(where, 'headers', '', 'the headers are no object')
  const added: Record<string, string> = {}
  const entries = Symbol.iterator in input ? input : Object.entries(input)
  for (const [given, value] of entries as Iterable<[string, unknown]>) {
    if (value === undefined) continue
    if (!FIELD_NAME.test(given)) throw invalidInput(where, 'headers', '', 'a header has a name that RFC 9110 forbids')
    const name = given.toLowerCase()
    const own = styleOf(styles, given)
    const text = own ? (own.write(given, value, 'headers', where)[0]?.[1] ?? '') : String(value)
    if (!FIELD_VALUE.test(text)) {
      throw invalidInput(where, 'headers', name, `header '${name}' has a control character or one beyond Latin-1`)
    }
    added[name] = Object.hasOwn(added, name) ? `${added[name]}, ${text.trim()}` : text.trim()
  }
  Object.assign(fields, added)
}

const SECRET_FIELD =
  /auth|cookie|token|secret|key|dpop|csrf|xsrf|session|signature|credential|pass|jwt|bearer|assertion|otp|hmac|\bsid\b/

/** Whether a field proves who calls, so that it must not follow a redirect to another origin. */
export function isSecretHeader(name: string): boolean {
  return SECRET_FIELD.test(name) && name !== 'idempotency-key'
}

/** Whether a field was written for the origin that the call began at: trace context goes to servers that a program has named. */
export function isTraceField(name: string): boolean {
  return name === 'traceparent' || name === 'tracestate' || name === 'baggage'
}

/** Whether browsers themselves drop the field on the way to another origin. */
export function isDropped(name: string): boolean {
  return name === 'authorization' || name === 'cookie'
}

/** Whether browsers carry such a field to another origin. */
export function isCarriedSecret(name: string): boolean {
  return isSecretHeader(name) && !isDropped(name)
}
