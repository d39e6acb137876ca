import { spawnSync } from 'node:child_process'
import { type Message, readTextFormat } from './text-format.ts'

/** A value with the type that it had on the wire. */
export interface TypedValue {
  readonly type: 'string' | 'int' | 'double' | 'bool'
  readonly value: string | number | boolean
}
export type TypedAttributes = Readonly<Record<string, TypedValue>>

/** A span as foreign code has read it. */
export interface DecodedSpan {
  readonly name: string
  readonly kind: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly status: string
  readonly statusMessage: string | undefined
  readonly seconds: number
  readonly attributes: TypedAttributes
  readonly events: readonly { readonly name: string; readonly attributes: TypedAttributes }[]
}

/** One series of a metric as foreign code has read it. */
export interface DecodedPoint {
  readonly metric: string
  readonly unit: string
  readonly kind: 'histogram' | 'sum'
  readonly isMonotonic: boolean
  readonly bounds: readonly number[]
  readonly count: number
  readonly value: number
  readonly attributes: TypedAttributes
}

/** Gives what is to be decoded to protoc. */
export function protocText(protoc: string, type: 'Traces' | 'Metrics', bytes: Uint8Array): string {
  const args = [`--decode=${type}`, `--proto_path=${import.meta.dirname}`, 'otlp.proto']
  const { status, stdout, stderr } = spawnSync(protoc, args, { input: bytes, maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`protoc does not take it: ${String(stderr)}`)
  return String(stdout)
}

/** The spans in what protoc printed. */
export function spansOf(text: string): DecodedSpan[] {
  const scopes = inner([readTextFormat(text)], 'resource_spans', 'scope_spans', 'spans')
  return scopes.map((span) => {
    const [status] = inner([span], 'status')
    const nanos = BigInt(textOf(span, 'end_time_unix_nano')) - BigInt(textOf(span, 'start_time_unix_nano'))
    return {
      name: textOf(span, 'name'),
      kind: textOf(span, 'kind'),
      traceId: hexOf(span, 'trace_id') ?? '',
      spanId: hexOf(span, 'span_id') ?? '',
      parentSpanId: hexOf(span, 'parent_span_id'),
      // Proto3 does not write zeros.
      status: (status && textOf(status, 'code')) || 'UNSET',
      statusMessage: status && textOf(status, 'message'),
      seconds: Number(nanos) / 1e9,
      attributes: attributesOf(span),
      events: inner([span], 'events').map((event) => ({
        name: textOf(event, 'name'),
        attributes: attributesOf(event),
      })),
    }
  })
}

/** The series in what protoc printed. */
export function pointsOf(text: string): DecodedPoint[] {
  return inner([readTextFormat(text)], 'resource_metrics', 'scope_metrics', 'metrics').flatMap((metric) => {
    const [histogram] = inner([metric], 'histogram')
    const [sum] = inner([metric], 'sum')
    const points = inner(histogram ? [histogram] : sum ? [sum] : [], 'data_points')
    return points.map((point) => ({
      metric: textOf(metric, 'name'),
      unit: textOf(metric, 'unit'),
      kind: histogram ? ('histogram' as const) : ('sum' as const),
      isMonotonic: sum !== undefined && textOf(sum, 'is_monotonic') === 'true',
      bounds: (point['explicit_bounds'] ?? []).map(Number),
      count: Number(textOf(point, 'count')),
      value: Number(textOf(point, 'sum') || textOf(point, 'as_double') || textOf(point, 'as_int')),
      attributes: attributesOf(point),
    }))
  })
}

function inner(messages: readonly Message[], ...path: readonly string[]): Message[] {
  return path.reduce<Message[]>(
    (all, field) => all.flatMap((each) => (each[field] ?? []) as readonly Message[]),
    [...messages],
  )
}

function textOf(message: Message, field: string): string {
  return String(message[field]?.[0] ?? '')
}

function hexOf(message: Message, field: string): string | undefined {
  const bytes = message[field]?.[0]
  return Buffer.isBuffer(bytes) ? bytes.toString('hex') : undefined
}

function attributesOf(message: Message): TypedAttributes {
  return Object.fromEntries(
    inner([message], 'attributes').map((each) => [textOf(each, 'key'), typed(inner([each], 'value')[0] ?? {})]),
  )
}

function typed(value: Message): TypedValue {
  const [field = 'string_value'] = Object.keys(value)
  const text = textOf(value, field)
  if (field === 'int_value') return { type: 'int', value: Number(text) }
  if (field === 'double_value') return { type: 'double', value: Number(text) }
  if (field === 'bool_value') return { type: 'bool', value: text === 'true' }
  return { type: 'string', value: text }
}
