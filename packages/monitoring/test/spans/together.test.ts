import { auth, bearer } from '@fairlead/auth'
import { cache } from '@fairlead/cache'
import { createClient, fetchTransport } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { monitoring } from '@fairlead/monitoring'
import { otel } from '@fairlead/monitoring/otel'
import { queue } from '@fairlead/queue'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { telemetry } from '../support/telemetry.ts'

/** A back end whose first token has expired; its tides may be kept, its GraphQL has errors. */
function harbour() {
  const told = telemetry()
  let issued = 0
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({
      async fetch(input, init) {
        const url = String(input)
        if (/\/(login|refresh)$/.test(url))
          return Response.json({ access_token: `secret-${++issued}`, refresh_token: 'secret-r', expires_in: 3_600 })
        const isOld = new Headers(init?.headers).get('authorization') !== 'Bearer secret-2'
        if (url.endsWith('/vessels') && isOld) return Response.json({ message: 'secret-said' }, { status: 401 })
        if (url.endsWith('/graphql'))
          return Response.json({ data: { a: null }, errors: [{ message: 'secret-said', path: ['a'] }] })
        return Response.json([1], { headers: { 'cache-control': 'max-age=60', etag: '"1"' } })
      },
    }),
    plugins: [
      monitoring(),
      otel({ tracer: told.tracer, meter: told.meter }),
      auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh' }) }),
      cache(),
      queue({ concurrency: 2 }),
    ],
  })
  const of = (kind: SpanKind, name: string) => told.spans().filter((span) => span.kind === kind && span.name === name)
  return {
    client,
    ...told,
    calls: (name: string) => of(SpanKind.INTERNAL, name),
    requests: (name: string) => of(SpanKind.CLIENT, name),
  }
}

test('a call that met an expired token has two requests in its span, and says that it was sent again', async () => {
  const { client, calls, requests } = harbour()
  await client.auth.signIn({ user: 'ida' })
  await client.get('/vessels')
  const sent = requests('GET /vessels')
  expect(
    sent.map(({ attributes }) => [attributes['http.response.status_code'], attributes['http.request.resend_count']]),
  ).toEqual([
    [401, undefined],
    [200, 1],
  ])
  const [call] = calls('GET /vessels')
  expect(call?.events.map(({ name }) => name)).toContain('fairlead.auth.replay')
  expect(call?.status.code).toBe(SpanStatusCode.UNSET)
  expect(client.monitoring.snapshot().session).toEqual({
    state: 'authenticated',
    refreshes: 1,
    failedRefreshes: 0,
    replays: 1,
  })
  await client.dispose()
})

test('what the cache answers is no request, and one request for several callers is in the trace of one', async () => {
  const { client, calls, requests } = harbour()
  await Promise.all([client.get('/tides'), client.get('/tides')])
  await client.get('/tides')
  const outcomes = calls('GET /tides').map(({ attributes }) => attributes['fairlead.cache.outcome'])
  expect(outcomes.filter((each) => each === 'hit')).toHaveLength(1)
  expect(requests('GET /tides')).toHaveLength(1)
  const traces = new Set(calls('GET /tides').map((span) => span.spanContext().traceId))
  expect(traces).toContain(requests('GET /tides')[0]?.spanContext().traceId)
  expect(client.monitoring.snapshot().endpoints.find(({ template }) => template === '/tides')).toMatchObject({
    calls: 3,
    active: 0,
    errors: 0,
  })
  await client.dispose()
})

test('errors of GraphQL are those of the call and not of its request', async () => {
  const { client, calls, requests, metrics } = harbour()
  const gql = graphql(client, { url: '/graphql', auth: 'public' })
  await gql.query('query Fleet($id: ID) { a(id: $id) }', { id: 'secret-variable' })
  // Its call ends when the answer has been read, which is after it was told.
  await new Promise((resolve) => setTimeout(resolve, 0))
  const [call] = calls('query')
  expect(call).toMatchObject({
    attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Fleet', 'error.type': 'graphql' },
    status: { code: SpanStatusCode.ERROR },
  })
  expect(requests('POST /graphql')[0]).toMatchObject({
    attributes: { 'http.response.status_code': 200, 'graphql.operation.name': 'Fleet' },
    status: { code: SpanStatusCode.UNSET },
  })
  const duration = (await metrics()).find(({ descriptor }) => descriptor.name === 'fairlead.call.duration')
  expect(duration?.dataPoints.map(({ attributes }) => attributes)).toContainEqual(
    expect.objectContaining({ 'error.type': 'graphql', 'graphql.operation.name': 'Fleet', template: '/graphql' }),
  )
  const health = client.monitoring.snapshot().endpoints.find(({ template }) => template === '/graphql Fleet')
  expect(health).toMatchObject({ calls: 1, errors: 1 })
  await client.dispose()
})

test('nothing that proves or tells who somebody is, is in what is told', async () => {
  const { client, spans, metrics } = harbour()
  await client.auth.signIn({ user: 'secret-user', password: 'secret-password' })
  await client.get('/vessels').result()
  const gql = graphql(client, { url: '/graphql' })
  await gql.query('query Fleet($id: ID) { a(id: $id) }', { id: 'secret-variable' })
  await client.get('/tides?access_token=secret-query').result()
  await client.post('/tides', { body: { name: 'secret-body' }, headers: { 'x-note': 'secret-header' } }).result()
  const told = JSON.stringify([
    spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    await metrics(),
    client.monitoring.snapshot(),
    client.monitoring.timeline(),
  ])
  expect(told.match(/secret-\w+/g)).toBeNull()
  await client.dispose()
})
