import {
  type AttributeRule,
  METRICS,
  type MetricRule,
  SPAN_ATTRIBUTES,
  errorFitsStatus,
  valueOf,
} from './conventions.ts'
import type { DecodedPoint, DecodedSpan, TypedAttributes } from './decoded.ts'

const FOREIGN = /^(http|url|server|network|graphql|error|user_agent)\./

/** A rule about a whole span. */
export interface SpanRule {
  readonly name: string
  readonly holds: (span: DecodedSpan) => boolean
}

/** What a CLIENT span has to be beside its attributes. */
export const CLIENT_RULES: readonly SpanRule[] = [
  { name: 'its ids are valid', holds: ({ traceId, spanId }) => isId(traceId, 32) && isId(spanId, 16) },
  { name: 'it has a parent', holds: ({ parentSpanId }) => parentSpanId !== undefined && isId(parentSpanId, 16) },
  { name: 'its name is the method and the template', holds: (span) => span.name === nameOf(span) },
  {
    name: 'its status is an error exactly where it has an error.type',
    holds: ({ status, attributes }) => (status === 'ERROR') === (attributes['error.type'] !== undefined),
  },
  { name: 'an instrumentation does not call it OK', holds: ({ status }) => status !== 'OK' },
  { name: 'its status has no description', holds: ({ statusMessage }) => !statusMessage },
  { name: 'error.type is the status that is an error', holds: ({ attributes }) => errorFitsStatus(attributes) },
  { name: 'it does not end before its start', holds: ({ seconds }) => seconds >= 0 },
]

/** What the INTERNAL span around them has to be. */
export const CALL_RULES: readonly SpanRule[] = [
  { name: 'its ids are valid', holds: ({ traceId, spanId }) => isId(traceId, 32) && isId(spanId, 16) },
  {
    name: 'it has no attributes of HTTP',
    holds: ({ attributes }) => !Object.keys(attributes).some((name) => /^(http|url|server)\./.test(name)),
  },
  {
    name: 'its status is an error exactly where it has an error.type',
    holds: ({ status, attributes }) => (status === 'ERROR') === (attributes['error.type'] !== undefined),
  },
  { name: 'its status has no description', holds: ({ statusMessage }) => !statusMessage },
]

/** What is wrong with a span; a kind that the conventions of HTTP clients do not know is. */
export function checkSpan(span: DecodedSpan): string[] {
  if (span.kind === 'INTERNAL') return broken(CALL_RULES, span)
  if (span.kind !== 'CLIENT') return [`${span.kind} is no kind of ours`]
  return [...broken(CLIENT_RULES, span), ...checkAttributes(SPAN_ATTRIBUTES, span.attributes)]
}

/** What is wrong with a series. Those with names of our own have only to have no name of the conventions. */
export function checkPoint(point: DecodedPoint): string[] {
  const rule = METRICS.find(({ name }) => name === point.metric)
  if (!rule) return point.metric.startsWith('fairlead.') ? [] : [`${point.metric} is no metric of the conventions`]
  return [...checkShape(rule, point), ...checkAttributes(rule.attributes, point.attributes)]
}

function checkShape(rule: MetricRule, point: DecodedPoint): string[] {
  const wrong: string[] = []
  if (point.unit !== rule.unit) wrong.push('unit')
  if (point.kind !== rule.kind) wrong.push('kind')
  if (point.isMonotonic) wrong.push('monotonic')
  if (rule.bounds && rule.bounds.join() !== point.bounds.join()) wrong.push('bounds')
  if (!errorFitsStatus(point.attributes)) wrong.push('error.type is the status that is an error')
  return wrong
}

function checkAttributes(rules: readonly AttributeRule[], attributes: TypedAttributes): string[] {
  const wrong = Object.keys(attributes)
    .filter((name) => FOREIGN.test(name) && !rules.some((rule) => rule.name === name))
    .map((name) => `${name} has no place here`)
  for (const { name, type, level, when, fits } of rules) {
    const found = attributes[name]
    const isAsked = level === 'required' || (level === 'conditional' && when?.(attributes) === true)
    if (!found) {
      if (isAsked) wrong.push(`${name} is missing`)
      continue
    }
    if (level === 'conditional' && !isAsked) wrong.push(`${name} has no cause`)
    if (found.type !== type) wrong.push(`${name} is of type ${found.type}`)
    if (fits && !fits(found.value)) wrong.push(`${name} does not fit`)
  }
  return wrong
}

const broken = (rules: readonly SpanRule[], span: DecodedSpan): string[] =>
  rules.filter(({ holds }) => !holds(span)).map(({ name }) => name)

const isId = (id: string, length: number): boolean => id.length === length && /^[0-9a-f]+$/.test(id) && /[^0]/.test(id)

function nameOf({ attributes }: DecodedSpan): string {
  const method = String(valueOf(attributes, 'http.request.method'))
  const template = valueOf(attributes, 'url.template')
  const name = method === '_OTHER' ? 'HTTP' : method
  return template === undefined ? name : `${name} ${String(template)}`
}
