import { type Alert, type Threshold, monitoring } from '@fairlead/monitoring'
import { cache } from '@fairlead/cache'
import { queue } from '@fairlead/queue'
import { type Session, anonymousSession } from '@fairlead/core'
import type { Script } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { Histogram } from '../src/histogram.ts'
import { watchedClient } from './support/rig.ts'

test('endpoints are told apart by method and template, and values in raw paths are not', async () => {
  const { client } = watchedClient([{ json: {} }], [monitoring()])
  for (const id of ['1', '2', '9b2f1f9e-6f0b-4f4c-9d4b-0a6f8a3f3f10', 'someone@harbour.example'])
    await client.get(`/vessels/${id}`)
  await client.get('/vessels/{id}', { params: { id: '3' } })
  await client.post('/vessels')
  const { endpoints, origins } = client.monitoring.snapshot()
  expect(endpoints.map(({ method, template, calls }) => [method, template, calls])).toEqual([
    ['GET', '/vessels/{…}', 4],
    ['GET', '/vessels/{id}', 1],
    ['POST', '/vessels', 1],
  ])
  expect(origins).toMatchObject([{ origin: 'https://harbour.example', calls: 6, errors: 0, active: 0 }])
})

test('figures are of the last while, and are right within a few parts in a hundred', async () => {
  const { client, clock } = watchedClient((_, index) => ({ delayMs: index + 1, json: {} }), [monitoring()])
  for (let call = 0; call < 100; call++) {
    const done = client.get('/v')
    await clock.advance(call + 2)
    await done
  }
  const [health] = client.monitoring.snapshot().endpoints
  for (const [figure, truth] of [
    ['p50Ms', 50],
    ['p95Ms', 95],
    ['p99Ms', 99],
  ] as const)
    expect(Math.abs((health?.[figure] ?? 0) - truth) / truth).toBeLessThan(0.08)
  expect(health).toMatchObject({ calls: 100, errorRate: 0 })
  // Of the five seconds that it was watched, and not of a whole minute.
  expect(health?.callsPerSecond).toBeCloseTo(20, -1)
  await clock.advance(70_000)
  expect(client.monitoring.snapshot().endpoints[0]).toMatchObject({ calls: 0, p50Ms: undefined })
})

test('a million durations take no more room than one', () => {
  const histogram = new Histogram()
  for (const extreme of [0, -1, Number.NaN, Infinity, 1e12]) histogram.add(extreme)
  expect(histogram.total).toBe(5)
  expect(histogram.quantile(1)).toBeGreaterThan(1e6)
  expect(new Histogram().quantile(0.5)).toBeUndefined()
})

test('errors, retries, caches and waits are counted; what a caller gives up is no error', async () => {
  const { client, clock } = watchedClient(
    (_, index) =>
      index === 0
        ? { status: 503 }
        : index === 1
          ? { json: 1, headers: { 'cache-control': 'max-age=60' } }
          : index === 2
            ? { status: 404 }
            : { hang: true },
    [monitoring(), cache(), queue({ concurrency: 1 })],
  )
  const first = client.get('/tides')
  await clock.advance(5_000)
  await first
  await client.get('/tides')
  await client.get('/gone').result()
  const leaving = new AbortController()
  const left = client.get('/slow', { signal: leaving.signal }).result()
  const waiting = client.get('/waits', { signal: leaving.signal }).result()
  await clock.advance(100)
  leaving.abort()
  await Promise.all([left, waiting])
  const { endpoints } = client.monitoring.snapshot()
  const of = (path: string) => endpoints.find(({ template }) => template === path)
  expect(of('/tides')).toMatchObject({ calls: 2, errors: 0, retries: 1, cacheHitRatio: 0.5 })
  expect(of('/gone')).toMatchObject({ calls: 1, errors: 1, errorRate: 1 })
  expect(of('/slow')).toMatchObject({ calls: 1, errors: 0 })
  expect(of('/waits')).toMatchObject({ calls: 1, errors: 0, active: 0 })
  await client.dispose()
})

test('endpoints beyond the bound are counted together', async () => {
  const { client } = watchedClient([{ json: {} }], [monitoring({ maxEndpoints: 5 })])
  const word = (n: number): string =>
    `w${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + Math.floor(n / 26))}`
  for (let n = 0; n < 60; n++) await client.get(`/${word(n)}`)
  const { endpoints } = client.monitoring.snapshot()
  expect(endpoints.length).toBeLessThanOrEqual(6)
  expect(endpoints.reduce((sum, { calls }) => sum + calls, 0)).toBe(60)
})

test('a threshold is told when it is crossed, and when it is no more', async () => {
  let isBad = true
  const { client, clock } = watchedClient(
    () => (isBad ? { status: 500 } : { json: 1 }),
    [monitoring({ thresholds: [{ name: 'errors', figure: 'errorRate', above: 0.5, minCalls: 5 }] })],
    { retry: false },
  )
  const alerts: Alert[] = []
  client.monitoring.onAlert(() => {
    throw new Error('a mistake of the program')
  })
  client.monitoring.onAlert((alert) => void alerts.push(alert))
  for (let call = 0; call < 4; call++) await client.get('/v').result()
  expect(alerts).toEqual([])
  await clock.advance(1_000)
  for (let call = 0; call < 3; call++) await client.get('/v').result()
  await clock.advance(1_000)
  await client.get('/v').result()
  expect(alerts).toMatchObject([{ name: 'errors', state: 'raised', value: 1, limit: 0.5 }])
  expect(client.monitoring.snapshot().alerts).toHaveLength(1)
  isBad = false
  // No call ends any more.
  await clock.advance(90_000)
  expect(alerts.map(({ state }) => state)).toEqual(['raised', 'cleared'])
  expect(client.monitoring.snapshot().alerts).toEqual([])
  expect(clock.pending).toBe(0)
})

/** A client whose calls all fail, and what its thresholds tell. */
function failing(threshold: Threshold, script: Script = [{ status: 500 }]) {
  const made = watchedClient(script, [monitoring({ thresholds: [threshold] })], { retry: false })
  const told: string[] = []
  made.client.monitoring.onAlert(({ state, value }) => void told.push(`${state} ${value?.toFixed(1)}`))
  return { ...made, told }
}

test('what happens within one moment is looked at, though nothing happens after', async () => {
  const { client, clock, told } = failing({ name: 'errors', figure: 'errorRate', above: 0.5 })
  await Promise.all(Array.from({ length: 100 }, () => client.get('/v').result()))
  await clock.advance(2_000)
  expect(told).toEqual(['raised 1.0'])
  await clock.advance(120_000)
  expect(told).toEqual(['raised 1.0', 'cleared 0.0'])
  expect(clock.pending).toBe(0)
})

test('calls that hang are looked at while they do', async () => {
  const { client, clock, told } = failing({ name: 'hanging', figure: 'active', above: 5 }, [{ hang: true }])
  const calls = Array.from({ length: 50 }, () =>
    client.get('/v', { timeouts: { attemptMs: 10_000, totalMs: 10_000 } }).result(),
  )
  await clock.advance(2_000)
  expect(told).toEqual(['raised 50.0'])
  await clock.advance(20_000)
  await Promise.all(calls)
  expect(told).toEqual(['raised 50.0', 'cleared 0.0'])
})

test('a clock that is set back holds nothing up', async () => {
  const { client, clock, told } = failing({ name: 'errors', figure: 'errorRate', above: 0.5, minCalls: 1 })
  await client.get('/v').result()
  await clock.advance(1_500)
  clock.setWallClock(clock.now() - 3_600_000)
  await clock.advance(120_000)
  expect(told).toEqual(['raised 1.0', 'cleared 0.0'])
})

test('what is too much is told before a whole window has passed, also with a clock that was set back', async () => {
  const { client, clock, told } = failing({ name: 'busy', figure: 'callsPerSecond', above: 50 }, [{ json: 1 }])
  for (let second = 0; second < 3; second++) {
    for (let call = 0; call < 100; call++) await client.get('/v')
    await clock.advance(1_000)
  }
  expect(told[0]).toMatch(/^raised/)
  clock.setWallClock(clock.now() - 3_600_000)
  for (let call = 0; call < 100; call++) await client.get('/v')
  expect(client.monitoring.snapshot().endpoints[0]?.callsPerSecond).toBeLessThan(10)
})

test('silence is told', async () => {
  const { client, clock, told } = failing({ name: 'silence', figure: 'callsPerSecond', below: 0.5 }, [{ json: 1 }])
  for (let call = 0; call < 60; call++) await client.get('/v')
  await clock.advance(40_000)
  expect(told).toEqual([])
  await clock.advance(120_000)
  expect(told).toEqual(['raised 0.0'])
  await client.dispose()
  expect(clock.pending).toBe(0)
})

test('whoever signs out with calls under way has made no errors', async () => {
  const ending = new AbortController()
  const session: Session = { ...anonymousSession(), state: 'authenticated', identity: 'ida', signal: ending.signal }
  const { client, clock } = watchedClient([{ hang: true }], [{ name: '', install: () => ({ session }) }, monitoring()])
  const calls = [client.get('/v').result(), client.get('/v').result()]
  await clock.advance(1)
  ending.abort()
  await Promise.all(calls)
  const [health] = client.monitoring.snapshot().endpoints
  expect(health).toMatchObject({ calls: 2, errors: 0, active: 0 })
})

test('nothing is left behind by a client that is disposed of', async () => {
  const { client, clock } = watchedClient(
    [{ json: 1 }],
    [monitoring({ thresholds: [{ name: 'busy', figure: 'active', above: 0, minCalls: 1 }] })],
  )
  let changes = 0
  client.monitoring.subscribe(() => void changes++)
  await client.get('/v')
  await clock.advance(1)
  expect(changes).toBeGreaterThan(0)
  await client.dispose()
  const before = changes
  await client.get('/v').result()
  await clock.advance(60_000)
  expect([changes, clock.pending]).toEqual([before, 0])
})

test.each([
  [{ maxOperation: 1 }, 'unknown option'],
  [{ windowMs: 0 }, 'windowMs'],
  [{ thresholds: [{ name: 'x', figure: 'p42Ms' }] }, 'figure'],
  [{ maxOperations: 2.5 }, 'maxOperations'],
  [{ thresholds: [{ name: 'x', figure: 'p99Ms' }] }, 'needs `above` or `below`'],
  [{ thresholds: [{ name: 'x', figure: 'p99Ms', above: 1, endpoints: ['GET /v'] }] }, "per: 'endpoint'"],
  [{ thresholds: [1, 2].map((above) => ({ name: 'x', figure: 'p99Ms', above })) }, 'twice'],
])('options that cannot be are refused: %j', (options, said) => {
  expect(() => monitoring(options as never)).toThrow(said)
})
