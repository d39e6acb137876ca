import { expect, test } from 'vitest'
import { failureOf } from '../../../core/test/support/rig.ts'
import { createRegistry } from '../../src/prometheus.ts'
import {
  ACTIVE_REQUESTS,
  CACHE_ANSWERS,
  INSTRUMENTS,
  type Instrument,
  REQUEST_DURATION,
  RESPONSE_SIZE,
} from '../../src/instruments.ts'
import { parse } from './support/parse.ts'

test('metrics have the names that OpenTelemetry gives them for Prometheus', () => {
  const registry = createRegistry()
  for (const instrument of INSTRUMENTS) registry.measure(instrument, 1, {})
  expect(parse(registry.text()).types).toEqual({
    http_client_request_duration_seconds: 'histogram',
    http_client_active_requests: 'gauge',
    http_client_request_body_size_bytes: 'histogram',
    http_client_response_body_size_bytes: 'histogram',
    fairlead_call_duration_seconds: 'histogram',
    fairlead_call_retries_total: 'counter',
    fairlead_queue_wait_duration_seconds: 'histogram',
    fairlead_queue_refusals_total: 'counter',
    fairlead_breaker_changes_total: 'counter',
    fairlead_cache_answers_total: 'counter',
    fairlead_auth_refreshes_total: 'counter',
    fairlead_socket_open: 'gauge',
    fairlead_socket_gaps_total: 'counter',
    fairlead_socket_messages_total: 'counter',
    fairlead_graphql_gaps_total: 'counter',
  })
})

test('a histogram is written with cumulative buckets, whose bounds belong to them', () => {
  const registry = createRegistry()
  for (const seconds of [0.005, 0.0051, 0.3, 10, 11])
    registry.measure(REQUEST_DURATION, seconds, { 'http.request.method': 'GET' })
  expect(registry.text()).toBe(`# HELP http_client_request_duration_seconds Duration of HTTP client requests.
# TYPE http_client_request_duration_seconds histogram
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.005"} 1
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.01"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.025"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.05"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.075"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.1"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.25"} 2
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.5"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="0.75"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="1.0"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="2.5"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="5.0"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="7.5"} 3
http_client_request_duration_seconds_bucket{http_request_method="GET",le="10.0"} 4
http_client_request_duration_seconds_bucket{http_request_method="GET",le="+Inf"} 5
http_client_request_duration_seconds_sum{http_request_method="GET"} 21.3101
http_client_request_duration_seconds_count{http_request_method="GET"} 5
`)
})

test('who asks for OpenMetrics gets it, and who does not gets the older format', () => {
  const registry = createRegistry({ prefix: 'shop' })
  registry.measure(CACHE_ANSWERS, 2, { outcome: 'hit', collapsed: false })
  registry.measure(RESPONSE_SIZE, 200_000_000, {})
  const older = { body: registry.text(), contentType: registry.contentType }
  expect(older.contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(
    registry.answer('application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'),
  ).toEqual({
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    body: `# HELP shop_fairlead_cache_answers What the cache did for calls.
# TYPE shop_fairlead_cache_answers counter
shop_fairlead_cache_answers_total{collapsed="false",outcome="hit"} 2
# HELP shop_http_client_response_body_size_bytes Size of HTTP client response bodies.
# TYPE shop_http_client_response_body_size_bytes histogram
# UNIT shop_http_client_response_body_size_bytes bytes
shop_http_client_response_body_size_bytes_bucket{le="128.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="1024.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="8192.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="65536.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="524288.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="4194304.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="33554432.0"} 0
shop_http_client_response_body_size_bytes_bucket{le="+Inf"} 1
shop_http_client_response_body_size_bytes_sum 200000000
shop_http_client_response_body_size_bytes_count 1
# EOF
`,
  })
  for (const accept of [
    undefined,
    null,
    '*/*',
    'text/html',
    'application/openmetrics-text;q=0',
    'application/openmetrics-text;version=2.0.0',
    'application/openmetrics-text;version=1.0.0;q=0.3, text/plain;q=0.9',
    ','.repeat(1_000),
  ])
    expect(registry.answer(accept)).toEqual(older)
})

test('the same attributes in another order are the same series', () => {
  const registry = createRegistry()
  registry.measure(ACTIVE_REQUESTS, 1, { a: 1, b: 'x' })
  registry.measure(ACTIVE_REQUESTS, 1, { b: 'x', a: 1 })
  registry.measure(ACTIVE_REQUESTS, -1, { a: '1', b: 'x' })
  expect(parse(registry.text()).samples).toEqual([
    { name: 'http_client_active_requests', labels: { a: '1', b: 'x' }, value: 1 },
  ])
})

test('names that Prometheus cannot write become names that it can, and one where they are then the same', () => {
  const registry = createRegistry()
  registry.measure(ACTIVE_REQUESTS, 1, { 'a.b': 1, a_b: 2, __name__: 'x', '1st': true, le: 'x', 'é}"\n': 'y' })
  expect(parse(registry.text()).samples).toEqual([
    {
      name: 'http_client_active_requests',
      labels: { a_b: '1;2', _name_: 'x', key_1st: 'true', le_: 'x', _: 'y' },
      value: 1,
    },
  ])
})

test('beyond the bound all series of a metric are one, and none is lost', () => {
  const registry = createRegistry({ maxSeries: 10 })
  for (let i = 0; i < 1_000; i++) registry.measure(CACHE_ANSWERS, 1, { outcome: `o${i % 100}` })
  registry.measure(ACTIVE_REQUESTS, 1, { of: 'its own bound' })
  const { samples } = parse(registry.text())
  const answers = samples.filter(({ name }) => name === 'fairlead_cache_answers_total')
  expect(answers).toHaveLength(10)
  expect(answers.at(-1)).toEqual({
    name: 'fairlead_cache_answers_total',
    labels: { otel_metric_overflow: 'true' },
    value: 910,
  })
  expect(answers.reduce((sum, { value }) => sum + value, 0)).toBe(1_000)
  expect(samples.at(-1)?.labels).toEqual({ of: 'its own bound' })
})

test('what goes up beyond the bound comes down there', () => {
  const registry = createRegistry({ maxSeries: 2 })
  for (const change of [1, -1]) for (const of of ['a', 'b', 'c']) registry.measure(ACTIVE_REQUESTS, change, { of })
  expect(parse(registry.text()).samples.map(({ value }) => value)).toEqual([0, 0])
})

test('figures that no counter or histogram can have do not get into one', () => {
  const registry = createRegistry()
  for (const value of [1, -1, Number.NaN, Infinity]) {
    registry.measure(CACHE_ANSWERS, value, {})
    registry.measure(REQUEST_DURATION, value, {})
  }
  const { samples } = parse(registry.text())
  expect(samples.find(({ name }) => name === 'fairlead_cache_answers_total')?.value).toBe(1)
  // A clock set back: it took no time, and is counted.
  expect(samples.find(({ name }) => name.endsWith('_sum'))?.value).toBe(1)
  expect(samples.find(({ name }) => name.endsWith('_count'))?.value).toBe(2)
})

test('a name is of one kind alone', () => {
  const registry = createRegistry()
  const like = { ...ACTIVE_REQUESTS }
  const unlike: Instrument = { ...ACTIVE_REQUESTS, kind: 'counter' }
  for (const instrument of [ACTIVE_REQUESTS, like, unlike]) registry.measure(instrument, 1, {})
  expect(parse(registry.text())).toEqual({
    types: { http_client_active_requests: 'gauge' },
    samples: [{ name: 'http_client_active_requests', labels: {}, value: 2 }],
  })
})

test('a reset forgets what was counted, and not what is under way', () => {
  const registry = createRegistry()
  registry.measure(CACHE_ANSWERS, 1, {})
  registry.measure(REQUEST_DURATION, 1, {})
  registry.measure(ACTIVE_REQUESTS, 1, {})
  registry.reset()
  expect(parse(registry.text()).samples).toEqual([{ name: 'http_client_active_requests', labels: {}, value: 1 }])
  registry.measure(CACHE_ANSWERS, 1, {})
  expect(registry.text()).toContain('fairlead_cache_answers_total 1\n')
})

test('unknown options and impossible bounds are refused', async () => {
  for (const options of [{ maxSeries: 0 }, { maxSeries: 1.5 }, { prefix: 'a b' }, { prefix: '' }, { max: 1 }])
    expect(await failureOf(made(() => createRegistry(options)))).toMatchObject({ kind: 'config' })
})

/** What was thrown at once, as a call's failure. */
async function made<T>(make: () => T): Promise<T> {
  return make()
}
