import { cache } from '@fairlead/cache'
import { FairleadError, createClient, intercept } from '@fairlead/core'
import { otel } from '@fairlead/monitoring/otel'
import { queue } from '@fairlead/queue'
import type { Script } from '@fairlead/testing'
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  metrics as globalMetrics,
  propagation,
  trace,
} from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import { watchedClient } from '../support/rig.ts'
import { generation, telemetry } from '../support/telemetry.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of open.splice(0)) await end()
})

function traced(script: Script, options: Parameters<typeof otel>[0] = {}, more: object = {}) {
  const told = telemetry()
  const rig = watchedClient(script, [otel({ tracer: told.tracer, meter: told.meter, ...options })], more)
  open.push(() => rig.client.dispose(), told.shutdown)
  const of = (kind: SpanKind) => told.spans().filter((span) => span.kind === kind)
  return { ...rig, ...told, requests: () => of(SpanKind.CLIENT), calls: () => of(SpanKind.INTERNAL) }
}

test('the API is that of the SDK', async () => {
  const api = (await import('@opentelemetry/api')) as {
    readonly createBaggageManager?: unknown
    readonly logs?: unknown
  }
  // The generation before has no logs in it.
  expect('logs' in api).toBe(generation === 3)
})

test('a call that is tried again is one INTERNAL span and two CLIENT spans in one trace', async () => {
  const { client, clock, sent, requests, calls } = traced([{ status: 503 }, { json: 1 }])
  const call = client.get('/vessels/{id}', { params: { id: '4711' } })
  await clock.advance(10_000)
  await call
  expect(calls().map(({ name, status }) => [name, status.code])).toEqual([['GET /vessels/{id}', SpanStatusCode.UNSET]])
  expect(Object.keys(calls()[0]?.attributes ?? {}).filter((name) => name.startsWith('http.'))).toEqual([])
  expect(calls()[0]?.events.map(({ name }) => name)).toEqual(['fairlead.retry.wait'])
  const [first, second] = requests()
  expect(first).toMatchObject({
    name: 'GET /vessels/{id}',
    status: { code: SpanStatusCode.ERROR },
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 503,
      'error.type': '503',
      'server.address': 'harbour.example',
      'server.port': 443,
      'url.full': 'https://harbour.example/api/vessels/4711',
      'url.template': '/vessels/{id}',
    },
  })
  expect(first?.attributes).not.toHaveProperty('http.request.resend_count')
  expect(second).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'http.request.resend_count': 1, 'http.response.status_code': 200 },
  })
  expect(second?.attributes).not.toHaveProperty('error.type')
  const ids = calls()[0]?.spanContext()
  for (const [index, span] of requests().entries()) {
    const { traceId, spanId } = span.spanContext()
    expect([traceId, span.parentSpanContext?.spanId]).toEqual([ids?.traceId, ids?.spanId])
    expect(sent[index]?.headers['traceparent']).toBe(`00-${traceId}-${spanId}-01`)
  }
})

test.each([
  ['timeout', { hang: true }, 'timeout'],
  ['network', { error: new TypeError('refused') }, 'network'],
])('a failure has a type that is text: %s', async (_, answer, type) => {
  const { client, clock, requests, calls } = traced(
    [answer],
    {},
    { retry: false, timeouts: { attemptMs: 50, totalMs: 60 } },
  )
  const call = client.get('/v').result()
  await clock.advance(1_000)
  await call
  for (const span of [...requests(), ...calls()])
    expect([span.attributes['error.type'], span.status.code]).toEqual([type, SpanStatusCode.ERROR])
  expect(requests()[0]?.attributes).not.toHaveProperty('http.response.status_code')
})

test('a call that its caller gives up is no error', async () => {
  const { client, clock, requests, calls } = traced([{ hang: true }])
  const leaving = new AbortController()
  const call = client.get('/v', { signal: leaving.signal }).result()
  await clock.advance(10)
  leaving.abort()
  await call
  await clock.advance(10)
  for (const span of [...requests(), ...calls()]) {
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.attributes).not.toHaveProperty('error.type')
  }
  expect([requests().length, calls().length]).toEqual([1, 1])
})

test('a streamed answer ends its spans with its body, which is neither copied nor read ahead', async () => {
  const { client, clock, requests, calls } = traced([{ pieces: ['a', { waitMs: 100 }, 'b'] }])
  const stream = await client.get('/log').stream()
  const reader = stream.getReader()
  await reader.read()
  expect([requests().length, calls().length]).toEqual([0, 0])
  const rest = reader.read()
  await clock.advance(100)
  await rest
  await reader.read()
  await clock.advance(1)
  expect([requests().length, calls().length]).toEqual([1, 1])
})

interface HistogramValue {
  readonly sum: number
  readonly buckets: { readonly boundaries: readonly number[] }
}
const sumOf = (point: { readonly value: unknown } | undefined) => (point?.value as HistogramValue | undefined)?.sum

test('durations of spans and of the metric are the same', async () => {
  const { client, requests, metrics } = traced([{ json: [1, 2, 3] }])
  await client.post('/v', { body: { name: 'ü' } })
  const duration = (await metrics()).find(({ descriptor }) => descriptor.name === 'http.client.request.duration')
  const point = duration?.dataPoints[0]
  const [seconds = 0, nanos = 0] = requests()[0]?.duration ?? []
  expect(sumOf(point)).toBeCloseTo(seconds + nanos / 1e9, 6)
  expect((point?.value as HistogramValue | undefined)?.buckets.boundaries).toEqual([
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ])
  expect(point?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'server.address': 'harbour.example',
    'server.port': 443,
    'url.template': '/v',
  })
  const all = new Map((await metrics()).map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]))
  expect(all.get('http.client.active_requests')?.map(({ value }) => value)).toEqual([0])
  expect(sumOf(all.get('http.client.request.body.size')?.[0])).toBe(13)
  expect(sumOf(all.get('http.client.response.body.size')?.[0])).toBe(7)
})

test('trace context goes to the origins that were named and to no other', async () => {
  const own = traced([{ json: 1 }], { propagate: ['https://other.example'] })
  await own.client.get('/v')
  expect(own.sent[0]?.headers).not.toHaveProperty('traceparent')
  const named = traced([{ json: 1 }], { propagate: ['https://harbour.example/'] })
  await named.client.get('/v')
  expect(named.sent[0]?.headers).toHaveProperty('traceparent')
  const none = traced([{ json: 1 }], { propagate: [] })
  await none.client.get('/v')
  expect(none.sent[0]?.headers).not.toHaveProperty('traceparent')
})

test('an interceptor that sends a call elsewhere does not take it along', async () => {
  const told = telemetry()
  const elsewhere = intercept({
    per: 'attempt',
    request: (request) => ({ ...request, url: 'https://elsewhere.example/v' }),
  })
  const { client, sent } = watchedClient([{ json: 1 }], [elsewhere, otel({ tracer: told.tracer, meter: false })])
  await client.get('/v')
  expect(sent[0]?.headers).not.toHaveProperty('traceparent')
  expect(told.spans().find(({ kind }) => kind === SpanKind.CLIENT)?.attributes['server.address']).toBe(
    'elsewhere.example',
  )
})

test('it does not follow a redirect to another origin', async () => {
  const { client, sent, requests } = traced([
    { status: 307, headers: { location: 'https://elsewhere.example/v' } },
    { json: 1 },
  ])
  await client.get('/v')
  expect(sent.map(({ headers }) => 'traceparent' in headers)).toEqual([true, false])
  expect(requests()[0]?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['fairlead.redirect', { 'http.response.status_code': 307, 'fairlead.cross_origin': true }],
  ])
})

test('a request that follows a redirect counts among those that were sent again', async () => {
  const { client, clock, requests } = traced([
    { status: 307, headers: { location: '/w' } },
    { status: 503 },
    { json: 1 },
  ])
  const call = client.get('/v')
  await clock.advance(10_000)
  await call
  expect(requests().map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 2])
})

test('a parent is given to the call itself, and its baggage goes along', async () => {
  const { client, tracer, sent, calls } = traced([{ json: 1 }])
  const parent = tracer.startSpan('page')
  const baggage = propagation.createBaggage({ tenant: { value: 'north pier, ü' }, 'bad key': { value: 'x' } })
  const traceContext = propagation.setBaggage(trace.setSpan(ROOT_CONTEXT, parent), baggage)
  await client.get('/v', { traceContext })
  expect(calls()[0]?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId)
  expect(sent[0]?.headers['baggage']).toBe('tenant=north%20pier%2C%20%C3%BC')
  await expect(client.get('/v', { traceContext: 'x' as never })).rejects.toMatchObject({ kind: 'config' })
})

test('what a caller has set itself stays', async () => {
  const { client, sent } = traced([{ json: 1 }])
  await client.get('/v', { headers: { traceparent: 'mine' } })
  expect(sent[0]?.headers['traceparent']).toBe('mine')
})

test('names and templates are bounded, whatever paths a program makes', async () => {
  const { client, requests, calls, metrics } = traced([{ json: 1 }], { maxTemplates: 3 })
  for (const path of ['/a', '/b', '/c', '/d', '/e/1', '/e/2']) await client.get(path)
  expect([...new Set([...requests(), ...calls()].map(({ name }) => name))]).toEqual([
    'GET /a',
    'GET /b',
    'GET /c',
    'GET',
  ])
  const duration = (await metrics()).find(({ descriptor }) => descriptor.name === 'http.client.request.duration')
  expect(duration?.dataPoints).toHaveLength(4)
})

test('a method nobody knows is `_OTHER`, and what it was is told once', async () => {
  const { client, requests, metrics } = traced([{ json: 1 }])
  await (await client.fetch('https://harbour.example/api/v', { method: 'BREW' })).text()
  expect(requests()[0]).toMatchObject({
    name: 'HTTP /api/v',
    attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'BREW' },
  })
  for (const { dataPoints } of await metrics())
    for (const { attributes } of dataPoints) expect(JSON.stringify(attributes)).not.toContain('BREW')
})

test('a tracer or meter that throws costs no call', async () => {
  const broken = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('broken')
      },
    },
  )
  const tracer = {
    startSpan: () => {
      throw new Error('broken')
    },
  } as unknown as Tracer
  const { client } = watchedClient([{ json: 'ok' }], [otel({ tracer, meter: false })])
  expect(await client.get('/v')).toBe('ok')
  const span = { startSpan: () => broken } as unknown as Tracer
  const { client: other } = watchedClient([{ json: 'ok' }], [otel({ tracer: span, meter: false })])
  expect(await other.get('/v')).toBe('ok')
})

test('a meter that is registered after the client is made is written to', async () => {
  const { client } = watchedClient([{ json: 1 }], [otel()])
  await client.get('/before')
  const told = telemetry()
  globalMetrics.setGlobalMeterProvider(told.meters)
  try {
    await client.get('/after')
    const duration = (await told.metrics()).find(({ descriptor }) => descriptor.name === 'http.client.request.duration')
    expect(duration?.dataPoints.map(({ attributes }) => attributes['url.template'])).toEqual(['/after'])
  } finally {
    globalMetrics.disable()
    await told.shutdown()
  }
})

test('a meter that is registered while a request is under way counts it until its end', async () => {
  const { client, clock } = watchedClient([{ hang: true }, { json: 1 }], [otel()])
  const hanging = client.get('/v').result()
  await clock.advance(1)
  const told = telemetry()
  globalMetrics.setGlobalMeterProvider(told.meters)
  const active = async () => {
    const all = await told.metrics()
    return all.find(({ descriptor }) => descriptor.name === 'http.client.active_requests')?.dataPoints[0]?.value
  }
  try {
    await client.get('/v')
    expect(await active()).toBe(1)
    await clock.advance(1_000_000)
    await hanging
    expect(await active()).toBe(0)
  } finally {
    globalMetrics.disable()
    await told.shutdown()
  }
})

test('a call with bad input has a span that says so, in the trace of whoever made it', async () => {
  const { client, calls, requests, tracer, sent } = traced([])
  const parent = tracer.startSpan('task')
  expect(await client.get('/vessels/{id}', { params: {} }).result()).toMatchObject({ ok: false })
  parent.end()
  expect([sent.length, requests().length]).toEqual([0, 0])
  const call = calls().find(({ name }) => name !== 'task')
  expect(call).toMatchObject({ name: 'GET /vessels/{id}', status: { code: SpanStatusCode.ERROR } })
  expect(call?.attributes).toMatchObject({ 'error.type': 'validation', 'fairlead.attempts': 0 })
})

test('a redirect is told of the attempt that is led elsewhere, and of no other that is under way', async () => {
  const told = telemetry()
  const quick = { json: 1, delayMs: 20 }
  const led = { delayMs: 40, status: 307, headers: { location: '/moved' } }
  const { client, clock } = watchedClient(
    [...Array.from({ length: 20 }, () => quick), led, { json: 2, delayMs: 100 }, { json: 3 }],
    [queue({ hedge: true }), otel({ tracer: told.tracer, meter: false })],
  )
  for (let n = 0; n < 20; n++) {
    const call = client.get('/v').json()
    await clock.advance(20)
    await call
  }
  const call = client.get('/v').json()
  await clock.advance(1_000)
  expect(await call).toBe(3)
  const last = told
    .spans()
    .filter(({ kind }) => kind === SpanKind.CLIENT)
    .slice(20)
  const of = last.map(({ attributes, events }) => [
    attributes['http.request.resend_count'] ?? 0,
    events.map(({ name }) => name),
  ])
  expect(of).toEqual(
    expect.arrayContaining([
      [0, ['fairlead.redirect']],
      [1, []],
    ]),
  )
  await client.dispose()
  await told.shutdown()
})

test('two of them in one client are refused by name', () => {
  const twice = () => createClient({ baseUrl: 'https://harbour.example', plugins: [otel(), otel()] as never })
  expect(twice).toThrow(/plugin 'otel' is there twice/)
})

test('what was under way is given back to the metrics when the client is disposed of', async () => {
  const told = telemetry()
  const { client, clock } = watchedClient([{ hang: true }], [otel({ tracer: false, meter: told.meter })])
  const call = client.get('/v').result()
  await clock.advance(1)
  await client.dispose()
  const active = (await told.metrics()).find(({ descriptor }) => descriptor.name === 'http.client.active_requests')
  expect(active?.dataPoints.map(({ value }) => value)).toEqual([0])
  await clock.advance(1_000_000)
  await call
  await told.shutdown()
})

test('baggage that cannot be written costs neither the span nor the call', async () => {
  const { client, sent, requests, metrics: measured } = traced([{ json: 'ok' }])
  const broken = { getAllEntries: () => [['a', { value: 1 }]] } as never
  expect(await client.get('/v', { traceContext: propagation.setBaggage(ROOT_CONTEXT, broken) })).toBe('ok')
  expect([requests().length, sent.length]).toEqual([1, 1])
  const active = (await measured()).find(({ descriptor }) => descriptor.name === 'http.client.active_requests')
  expect(active?.dataPoints.map(({ value }) => value)).toEqual([0])
})

test('an answer after a redirect is told of who gave it', async () => {
  const { client, requests } = traced(
    [{ status: 307, headers: { location: 'https://elsewhere.example/w?token=t' } }, { status: 503 }],
    {},
    { retry: false },
  )
  await client.get('/v').result()
  expect(requests()[0]?.attributes).toMatchObject({
    'server.address': 'elsewhere.example',
    'url.full': 'https://elsewhere.example/w?token=REDACTED',
    'error.type': '503',
  })
})

test('background work is no call', async () => {
  const told = telemetry()
  const { client } = watchedClient(
    [{ json: 1, headers: { 'cache-control': 'max-age=60' } }],
    [cache(), otel({ tracer: told.tracer, meter: told.meter })],
  )
  await client.get('/v')
  await client.get('/v')
  const duration = (await told.metrics()).find(({ descriptor }) => descriptor.name === 'fairlead.call.duration')
  expect(duration?.dataPoints.map(({ value }) => (value as { count?: number }).count)).toEqual([2])
  await client.dispose()
  await told.shutdown()
})

test('servers beyond the bound are not told apart', async () => {
  const told = telemetry()
  const origins = Array.from({ length: 60 }, (_, n) => `https://t${n}.example`)
  const { client } = watchedClient([{ json: 1 }], [otel({ tracer: false, meter: told.meter })], { origins })
  for (const origin of origins) await client.get(`${origin}/v`)
  const duration = (await told.metrics()).find(({ descriptor }) => descriptor.name === 'http.client.request.duration')
  expect(duration?.dataPoints.length).toBeLessThanOrEqual(51)
  await told.shutdown()
})

test('spans that are open end when the client is disposed of', async () => {
  const { client, clock, calls } = traced([{ hang: true }])
  const call = client.get('/v').result()
  await clock.advance(1)
  await client.dispose()
  expect(calls()).toHaveLength(1)
  // Whoever calls on is not told of.
  const later = client.get('/v').result()
  await clock.advance(1)
  expect(calls()).toHaveLength(1)
  void later
  await clock.advance(1_000_000)
  expect(await call).toMatchObject({ ok: false, error: expect.any(FairleadError) as Error })
})

test.each([[{ propagate: ['harbour.example'] }], [{ propagate: [5] }], [{ propagat: [] }], [{ maxTemplates: 0 }]])(
  'options that cannot be are refused: %j',
  (options) => {
    expect(() => otel(options as never)).toThrow(/otel/)
  },
)
