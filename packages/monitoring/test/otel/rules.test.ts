import * as stable from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'
import { CALL_RULES, CLIENT_RULES, checkPoint, checkSpan } from '../provider/otlp/check.ts'
import { METRICS, SPAN_ATTRIBUTES } from '../provider/otlp/conventions.ts'
import type { DecodedPoint, DecodedSpan, TypedAttributes, TypedValue } from '../provider/otlp/decoded.ts'
import { readTextFormat } from '../provider/otlp/text-format.ts'

const text = (value: string): TypedValue => ({ type: 'string', value })
const int = (value: number): TypedValue => ({ type: 'int', value })

const answered = {
  'http.request.method': text('GET'),
  'server.address': text('harbour.example'),
  'server.port': int(443),
  'http.response.status_code': int(503),
  'error.type': text('503'),
  'url.template': text('/v'),
}
const call: DecodedSpan = {
  name: 'GET /v',
  kind: 'INTERNAL',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  status: 'UNSET',
  statusMessage: undefined,
  seconds: 0.2,
  attributes: {},
  events: [],
}
const request: DecodedSpan = {
  ...call,
  kind: 'CLIENT',
  parentSpanId: 'c'.repeat(16),
  status: 'ERROR',
  attributes: {
    ...answered,
    'url.full': text('https://harbour.example/v'),
    'http.request.resend_count': int(1),
    'graphql.operation.name': text('Fleet'),
    'graphql.operation.type': text('query'),
  },
}
const pointOf = (metric: string): DecodedPoint => {
  const rule = METRICS.find(({ name }) => name === metric) as (typeof METRICS)[number]
  const names = rule.attributes.map(({ name }) => name)
  const attributes = Object.fromEntries(Object.entries(answered).filter(([name]) => names.includes(name)))
  const { unit, kind, bounds = [1] } = rule
  return { metric, unit, kind, bounds, isMonotonic: false, count: 1, value: 1, attributes }
}

test('every name is one that OpenTelemetry publishes', () => {
  const published = new Set<unknown>([stable, incubating].flatMap((names) => Object.values<unknown>({ ...names })))
  const names = [...SPAN_ATTRIBUTES.map(({ name }) => name), ...METRICS.map(({ name }) => name)]
  expect(names.filter((name) => !published.has(name))).toEqual([])
})

test('what is right breaks no rule', () => {
  expect([checkSpan(call), checkSpan(request), ...METRICS.map(({ name }) => checkPoint(pointOf(name)))].flat()).toEqual(
    [],
  )
})

/** One wrong thing for each rule about a whole span. */
const BROKEN: Readonly<Record<string, Partial<DecodedSpan>>> = {
  'its ids are valid': { traceId: '0'.repeat(32) },
  'it has a parent': { parentSpanId: undefined },
  'its name is the method and the template': { name: 'GET /v/4711' },
  'its status is an error exactly where it has an error.type': { status: 'UNSET' },
  'an instrumentation does not call it OK': { status: 'OK' },
  'its status has no description': { statusMessage: 'said' },
  'error.type is the status that is an error': {
    attributes: { ...request.attributes, 'error.type': text('http') },
  },
  'it does not end before its start': { seconds: -1 },
}

test.each(CLIENT_RULES.map(({ name }) => name))('a request can break the rule that %s', (name) => {
  expect(checkSpan({ ...request, ...BROKEN[name] })).toContain(name)
})

const BROKEN_CALLS: Readonly<Record<string, Partial<DecodedSpan>>> = {
  'its ids are valid': { spanId: 'b' },
  'it has no attributes of HTTP': { attributes: { 'http.request.method': text('GET') } },
  'its status is an error exactly where it has an error.type': { status: 'ERROR' },
  'its status has no description': { statusMessage: 'said' },
}

test.each(CALL_RULES.map(({ name }) => name))('a call can break the rule that %s', (name) => {
  expect(checkSpan({ ...call, ...BROKEN_CALLS[name] })).toContain(name)
})

/** One value of the right type for each attribute whose values are bounded. */
const UNFIT: TypedAttributes = {
  'http.request.method': text('BREW'),
  'server.address': text(''),
  'server.port': int(0),
  'http.response.status_code': int(0),
  'error.type': text('Error: it said 4711'),
  'url.template': text('/v?id=1'),
  'url.full': text('https://ida:secret@harbour.example/v'),
  'http.request.resend_count': int(0),
  'graphql.operation.type': text('document'),
}

const subjects = [
  ...SPAN_ATTRIBUTES.map((rule) => ({ rule, of: 'request', check: checkWith(request, checkSpan) })),
  ...METRICS.flatMap(({ name, attributes }) =>
    attributes.map((rule) => ({ rule, of: name, check: checkWith(pointOf(name), checkPoint) })),
  ),
]
/** Checks a subject with other attributes. */
function checkWith<T extends { readonly attributes: TypedAttributes }>(subject: T, check: (subject: T) => string[]) {
  return (change: (attributes: Record<string, TypedValue>) => void): string[] => {
    const attributes: Record<string, TypedValue> = { ...subject.attributes }
    change(attributes)
    return check({ ...subject, attributes })
  }
}

/** What is found wrong when an attribute is as it may not be, and what has to be. */
function breakAttribute({ rule: { name, type, level, fits }, check }: (typeof subjects)[number]) {
  const wrongType = type === 'int' ? text('1') : int(23)
  const found = [check((all) => (all[name] = wrongType))]
  const wanted = [`${name} is of type ${wrongType.type}`]
  if (fits) {
    found.push(check((all) => (all[name] = UNFIT[name] ?? text(''))))
    wanted.push(`${name} does not fit`)
  }
  if (level === 'required') {
    found.push(check((all) => void delete all[name]))
    wanted.push(`${name} is missing`)
  }
  if (level === 'conditional') {
    // The only one: of a method that the conventions do not know.
    found.push(
      check((all) => (all[name] = text('BREW'))),
      check((all) => (all['http.request.method'] = text('_OTHER'))),
    )
    wanted.push(`${name} has no cause`, `${name} is missing`)
  }
  return { found, wanted: wanted.map((each) => expect.arrayContaining([each]) as string[]) }
}

test.each(subjects)('the rule of $rule.name can be broken by a $of', (subject) => {
  const { found, wanted } = breakAttribute(subject)
  expect(found).toEqual(wanted)
})

test.each(METRICS)('the shape of $name can be broken', ({ name }) => {
  const point = pointOf(name)
  expect(checkPoint({ ...point, unit: 'ms' })).toContain('unit')
  expect(checkPoint({ ...point, kind: point.kind === 'sum' ? 'histogram' : 'sum' })).toContain('kind')
  expect(checkPoint({ ...point, isMonotonic: true })).toContain('monotonic')
})

test('the duration can have other buckets, and an error.type that its status is not', () => {
  const point = pointOf('http.client.request.duration')
  expect(checkPoint({ ...point, bounds: point.bounds.slice(1) })).toEqual(['bounds'])
  expect(checkPoint({ ...point, attributes: { ...point.attributes, 'error.type': text('http') } })).toEqual([
    'error.type is the status that is an error',
  ])
})

test('names of the conventions that have no place where they are, are found', () => {
  expect(checkSpan({ ...request, attributes: { ...request.attributes, 'url.query': text('a=1') } })).toEqual([
    'url.query has no place here',
  ])
  const duration = pointOf('http.client.request.duration')
  expect(
    checkPoint({ ...duration, attributes: { ...duration.attributes, 'url.full': text('https://h.example') } }),
  ).toEqual(['url.full has no place here'])
  expect(checkPoint({ ...duration, metric: 'http.client.duration' })).toHaveLength(1)
  expect(checkSpan({ ...request, kind: 'SERVER' })).toHaveLength(1)
})

test("protoc's texts are read with what is escaped in them, and nothing else is taken for one", () => {
  const printed = 'a {\n  b: "it\\303\\274 \\"x\\"\\n"\n  b: "\\\\"\n  c: 1\n}\na {\n}\n'
  const [first, second] = readTextFormat(printed)['a'] as readonly Record<string, readonly unknown[]>[]
  expect(first?.['b']?.map(String)).toEqual(['itü "x"\n', '\\'])
  expect([first?.['c'], second]).toEqual([['1'], {}])
  expect(() => readTextFormat('nothing of it')).toThrow('no line of protoc')
})
