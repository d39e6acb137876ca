import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { otel } from '@fairlead/monitoring/otel'
import { connect } from '@fairlead/ws'
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLive } from '../../../../ws/test/support/live-server.ts'
import { contract } from '../../../../ws/test/support/contract.ts'
import { checkPoint, checkSpan } from './check.ts'
import { valueOf } from './conventions.ts'
import type { DecodedPoint, DecodedSpan } from './decoded.ts'
import { closedPort, startHarbour } from './harbour.ts'
import { protoc, startTelling, watchedHarbour, whySkipped } from './rig.ts'

const PAGE = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }

/** Everything a client can meet, once. */
async function journey() {
  const told = await startTelling()
  const harbour = await startHarbour()
  const live = await startLive()
  const client = watchedHarbour(harbour.url, told.tools)
  await client.auth.signIn({ user: 'ida' })
  await client.get('/ok')
  await client.get('/missing').result()
  await client.get('/flaky')
  await client.get('/moved')
  const given = trace.setSpanContext(ROOT_CONTEXT, PAGE)
  await client.post('/berths/{id}', { params: { id: '4711' }, body: { name: 'ü' }, traceContext: given })
  await (await client.fetch(`${harbour.url}/berths`, { method: 'PROPFIND' })).text()
  await client.get('/slow', { retry: false, timeouts: { attemptMs: 40, totalMs: 60 } }).result()
  const leaving = new AbortController()
  const left = client.get('/slow', { signal: leaving.signal }).result()
  await pause(20)
  leaving.abort()
  await left
  const closed = `http://127.0.0.1:${await closedPort()}`
  const nobody = createClient({ baseUrl: closed, retry: false, plugins: [otel(told.tools)] })
  await nobody.get('/refused').result()
  await new Response(await client.get('/log').stream()).text()
  await client.get('/tides')
  await client.get('/tides')
  await Promise.all([client.get('/first'), client.get('/second')])
  await client.get('/vessels')
  await graphql(client, { url: '/graphql' }).query('query Fleet { a }')
  const afloat = createClient({ baseUrl: live.url, plugins: [otel({ ...told.tools, tracer: false })] })
  const connection = connect(afloat, { url: '/live', messages: contract })
  await connection.send('steer', { n: 1 })
  await pause(5)
  await told.flush()
  const spans = told.receiver.spans()
  const points = told.receiver.points()
  connection.close()
  await Promise.all([client.dispose(), nobody.dispose(), afloat.dispose()])
  await told.close()
  await Promise.all([harbour.close(), live.close()])
  return { spans, points, asked: harbour.asked, origin: harbour.url, closed }
}

const of = (span: DecodedSpan | undefined, ...names: readonly string[]): unknown[] =>
  names.map((name) => span && valueOf(span.attributes, name))

describe.skipIf(protoc === undefined).each(['AsyncLocalStorage', 'no'])(
  `what a receiver reads, with %s context manager${whySkipped}`,
  (kind) => {
    let spans: readonly DecodedSpan[]
    let points: readonly DecodedPoint[]
    let went: Awaited<ReturnType<typeof journey>>
    const page = trace.setSpanContext(ROOT_CONTEXT, { ...PAGE, traceId: '3'.repeat(32) })
    beforeAll(async () => {
      if (kind !== 'no') context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      went = await context.with(page, journey)
      spans = went.spans
      points = went.points
    })
    afterAll(() => context.disable())
    const requests = (name: string) => spans.filter((span) => span.kind === 'CLIENT' && span.name === name)
    /** Those of the program: what the cache asks for several of them is a call in one of theirs. */
    const calls = (name: string) => {
      const ours = new Set(spans.map(({ spanId }) => spanId))
      return spans.filter(
        (span) => span.kind === 'INTERNAL' && span.name === name && !ours.has(span.parentSpanId ?? ''),
      )
    }

    const eventsOf = (where: string, name: string) =>
      spans
        .filter((span) => span.kind === where && span.name === name)
        .flatMap(({ events }) => events.map((each) => each.name))

    test('breaks no rule of the conventions', () => {
      expect(spans.length).toBeGreaterThan(30)
      expect(points.length).toBeGreaterThan(30)
      const wrong = [
        ...spans.map((span) => [span.kind, span.name, ...checkSpan(span)]),
        ...points.map((point) => [point.metric, '', ...checkPoint(point)]),
      ]
      expect(wrong.filter((each) => each.length > 2)).toEqual([])
    })

    test('has one CLIENT span for each request that left, each in the INTERNAL span of its call', () => {
      const toHarbour = spans.filter(
        (span) => span.kind === 'CLIENT' && !String(of(span, 'url.full')[0]).startsWith(went.closed),
      )
      const redirected = 1
      expect(toHarbour).toHaveLength(went.asked.length - redirected)
      const internal = new Map(spans.filter((span) => span.kind === 'INTERNAL').map((span) => [span.spanId, span]))
      const lost = spans.filter(
        (span) => span.kind === 'CLIENT' && internal.get(span.parentSpanId ?? '')?.traceId !== span.traceId,
      )
      expect(lost).toEqual([])
    })

    test('has the trace context that the server was given, once for each request', () => {
      const ids = new Set(spans.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`))
      for (const { path, headers } of went.asked)
        expect([path, ids.has(String(headers['traceparent']))]).toEqual([path, true])
    })

    test('has the parent that a call was given, and else the active one where there is a manager', () => {
      expect(calls('POST /berths/{id}').map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
        [PAGE.traceId, PAGE.spanId],
      ])
      const [plain] = calls('GET /ok')
      const isThere = kind !== 'no'
      expect(plain?.parentSpanId).toBe(isThere ? PAGE.spanId : undefined)
      expect(plain?.traceId === '3'.repeat(32)).toBe(isThere)
    })

    test.each([
      ['GET /ok', [200, undefined, undefined]],
      ['GET /missing', [404, '404', undefined]],
      ['GET /flaky', [503, '503', undefined], [200, undefined, 1]],
      ['GET /moved', [200, undefined, undefined]],
      ['GET /slow', [undefined, 'timeout', undefined], [undefined, undefined, undefined]],
      ['GET /refused', [undefined, 'network', undefined]],
      ['GET /log', [200, undefined, undefined]],
      ['GET /vessels', [401, '401', undefined], [200, undefined, 1]],
      ['POST /graphql', [200, undefined, undefined]],
      ['HTTP /berths', [200, undefined, undefined]],
      ['GET /tides', [200, undefined, undefined]],
    ])('tells what became of the requests %s', (name, ...outcomes) => {
      expect(
        requests(name).map((span) => of(span, 'http.response.status_code', 'error.type', 'http.request.resend_count')),
      ).toEqual(outcomes)
    })

    test('tells how calls ended: with errors of GraphQL, by a cancel that is none, by a replay and from the cache', () => {
      expect(of(calls('query')[0], 'error.type', 'graphql.operation.name')).toEqual(['graphql', 'Fleet'])
      expect(
        calls('GET /slow').map(({ status, ...span }) => [status, ...of(span as DecodedSpan, 'error.type')]),
      ).toEqual([
        ['ERROR', 'timeout'],
        ['UNSET', undefined],
      ])
      expect(calls('GET /vessels')[0]?.status).toBe('UNSET')
      expect(eventsOf('INTERNAL', 'GET /vessels')).toContain('fairlead.auth.replay')
      expect(calls('GET /tides').map((span) => of(span, 'fairlead.cache.outcome')[0])).toEqual(['miss', 'hit'])
      expect(eventsOf('INTERNAL', 'GET /second')).toContain('fairlead.queue.wait')
      expect(eventsOf('CLIENT', 'GET /moved')).toContain('fairlead.redirect')
    })

    test('joins the timings of the server to the request', () => {
      const [timing] = requests('GET /ok')[0]?.events ?? []
      expect(
        timing && [timing.name, valueOf(timing.attributes, 'name'), valueOf(timing.attributes, 'duration_ms')],
      ).toEqual(['fairlead.server_timing', 'db', 53.2])
    })

    test('ends the span of a streamed answer with its body', () => {
      expect(requests('GET /log')[0]?.seconds).toBeGreaterThan(0.025)
    })

    test('measures each request as long as its span, and none as still under way', () => {
      const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
      const durations = points.filter(({ metric }) => metric === 'http.client.request.duration')
      const clients = spans.filter((span) => span.kind === 'CLIENT')
      expect(sum(durations.map(({ count }) => count))).toBe(clients.length)
      expect(sum(durations.map(({ value }) => value))).toBeCloseTo(sum(clients.map(({ seconds }) => seconds)), 4)
      const active = points.filter(({ metric }) => metric === 'http.client.active_requests')
      expect(active.length).toBeGreaterThan(0)
      expect(active.filter(({ value }) => value !== 0)).toEqual([])
    })

    test('measures each call of the program once', () => {
      const measured = points.filter(
        ({ metric, attributes }) => metric === 'fairlead.call.duration' && valueOf(attributes, 'template') === '/ok',
      )
      expect(measured.map(({ count }) => count)).toEqual([calls('GET /ok').length])
    })

    test('counts what else the plugins do', () => {
      const counted = (metric: string): DecodedPoint[] => points.filter((point) => point.metric === metric)
      expect(
        counted('fairlead.auth.refreshes').map(({ value, attributes }) => [value, valueOf(attributes, 'outcome')]),
      ).toEqual([[1, 'refreshed']])
      expect(
        counted('fairlead.socket.open').map(({ value, attributes }) => [value, valueOf(attributes, 'path')]),
      ).toEqual([[1, '/live']])
      expect(counted('fairlead.call.retries').length).toBeGreaterThan(0)
      expect(counted('fairlead.queue.wait.duration').length).toBeGreaterThan(0)
    })
  },
)
