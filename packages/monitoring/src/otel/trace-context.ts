import type { Baggage, SpanContext } from '@opentelemetry/api'

const MAX_TRACESTATE_CHARS = 512
const MAX_BAGGAGE_BYTES = 8_192
const MAX_BAGGAGE_MEMBERS = 64

/** The `traceparent` and `tracestate` of a span; undefined where it has no valid ids. @see {@link https://www.w3.org/TR/trace-context/} */
export function traceFields({
  traceId,
  spanId,
  traceFlags,
  traceState,
}: SpanContext): Record<string, string> | undefined {
  // Before they are put together: a text of parts is written out when it is looked at.
  if (!isId(traceId, 32) || !isId(spanId, 16)) return undefined
  const flags = traceFlags === 1 ? '01' : (traceFlags & 0xff).toString(16).padStart(2, '0')
  const traceparent = `00-${traceId}-${spanId}-${flags}`
  const state = traceState?.serialize()
  return state && state.length <= MAX_TRACESTATE_CHARS && isFieldText(state)
    ? { traceparent, tracestate: state }
    : { traceparent }
}

/** The `baggage` field; what does not fit the bounds of the specification is left out. @see {@link https://www.w3.org/TR/baggage/} */
export function baggageField(baggage: Baggage | undefined): string | undefined {
  const members: string[] = []
  let length = 0
  for (const [key, { value, metadata }] of baggage?.getAllEntries() ?? []) {
    if (members.length === MAX_BAGGAGE_MEMBERS) break
    const more = metadata ? `;${metadata.toString()}` : ''
    const member = `${key}=${encodeURIComponent(value.toWellFormed())}${more}`
    // A key is a token; and nothing here may end the field.
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(key) || !isFieldText(member) || more.includes(',')) continue
    if (length + member.length + 1 > MAX_BAGGAGE_BYTES) continue
    length += member.length + 1
    members.push(member)
  }
  return members.length > 0 ? members.join(',') : undefined
}

/** Of so many hexadecimal digits in lower case, of which one is not zero. */
function isId(text: string, length: number): boolean {
  let isZero = true
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x30 || code > 0x66 || (code > 0x39 && code < 0x61)) return false
    if (code !== 0x30) isZero = false
  }
  return !isZero && text.length === length
}

function isFieldText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
