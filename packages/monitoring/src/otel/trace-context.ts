import type { Baggage, SpanContext } from '@opentelemetry/api'

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/
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
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined
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

function isFieldText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
