import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { type FaultOptions, faults } from '../../src/devtools/faults.ts'

/** A client with faults, over a wire that answers all. */
function faulty(options?: FaultOptions, retry: object | false = false) {
  let random = 0.5
  const clock = createVirtualClock({ random: () => random })
  const transport = mockTransport(() => ({ json: { ok: true } }), { runtime: clock })
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    retry: retry as never,
    plugins: [faults(options)],
  })
  return { client, clock, sent: transport.requests, setRandom: (value: number) => void (random = value) }
}

test('a status is answered instead of the server, to the calls that match alone', async () => {
  const { client, sent } = faulty({ rules: [{ match: 'GET /vessels', status: 503 }] })
  await expect(client.get('/vessels/1').json()).rejects.toMatchObject({
    kind: 'http',
    status: 503,
    problem: { title: 'A fault of devtools' },
  })
  expect(sent).toHaveLength(0)
  await client.post('/vessels').json()
  await client.get('/berths').json()
  expect(sent).toHaveLength(2)
})

test('a template alone matches every method, and the first rule that matches holds', async () => {
  const { client } = faulty({ rules: [{ match: '/vessels', status: 404 }, { status: 500 }] })
  await expect(client.delete('/vessels').json()).rejects.toMatchObject({ status: 404 })
  await expect(client.get('/berths').json()).rejects.toMatchObject({ status: 500 })
})

test('a share of the attempts fails, by the random numbers of the runtime, and is retried like any other', async () => {
  const { client, clock, sent, setRandom } = faulty({ rules: [{ failRate: 0.6 }] }, { limit: 1, baseMs: 100 })
  const call = client.get('/vessels').json()
  await clock.advance(0)
  setRandom(0.6)
  await clock.advance(1_000)
  expect(await call).toEqual({ ok: true })
  expect(sent).toHaveLength(1)
})

test('a failed connection is a network error that says where it comes from', async () => {
  const { client } = faulty({ rules: [{ failRate: 1 }] })
  await expect(client.get('/vessels').json()).rejects.toMatchObject({
    kind: 'network',
    message: expect.stringContaining('the connection failed (a fault of devtools)') as string,
  })
})

test('offline lets nothing out, and each attempt fails as one that was never sent', async () => {
  const { client, sent, clock } = faulty({ rules: [{ offline: true }] }, { limit: 1, baseMs: 100 })
  const failure = client
    .get('/vessels')
    .json()
    .catch((error: unknown) => error)
  await clock.advance(1_000)
  expect(await failure).toMatchObject({ kind: 'network', code: 'ENETUNREACH', attempts: [{}, {}] })
  expect(sent).toHaveLength(0)
})

test('a slow attempt waits first, runs into the clock of attempts, and ends at once when it is given up', async () => {
  const { client, clock, sent } = faulty({ rules: [{ latencyMs: 700 }] })
  const slow = client.get('/vessels').json()
  await clock.advance(699)
  expect(sent).toHaveLength(0)
  await clock.advance(1)
  expect(await slow).toEqual({ ok: true })
  await expect(client.get('/vessels', { timeouts: { attemptMs: 500 } }).json()).rejects.toMatchObject({
    kind: 'timeout',
    clock: 'attempt',
  })
  const controller = new AbortController()
  const given = client
    .get('/vessels', { signal: controller.signal })
    .json()
    .catch((error: unknown) => error)
  await clock.advance(0)
  controller.abort()
  expect(await given).toMatchObject({ kind: 'abort' })
})

test('rules are put in place at run time, and whoever shows them is told until they leave', async () => {
  const { client } = faulty()
  let told = 0
  const stop = client.faults.subscribe(() => told++)
  const rules = [{ status: 418 }]
  client.faults.set(rules)
  rules[0] = { status: 500 }
  expect(client.faults.rules()).toEqual([{ status: 418 }])
  await expect(client.get('/tea').json()).rejects.toMatchObject({ status: 418 })
  stop()
  client.faults.set([])
  expect(told).toBe(1)
  expect(await client.get('/tea').json()).toEqual({ ok: true })
})

test.for([
  [{ status: 99 }],
  [{ status: 200.5 }],
  [{ failRate: 2 }],
  [{ latencyMs: -1 }],
  [{ latencyMs: Number.NaN }],
  [{ delay: 5 }],
  [null],
  [{ match: /x/ }],
])('a rule that cannot be is refused and the old ones hold: %j', ([rule]) => {
  const { client } = faulty({ rules: [{ status: 418 }] })
  expect(() => client.faults.set([rule as never])).toThrow(/faults/)
  expect(() => faults({ rules: [rule as never] })).toThrow(/faults/)
  expect(client.faults.rules()).toEqual([{ status: 418 }])
})
