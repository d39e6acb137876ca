import { auth, bearer } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { type FaultOptions, faults } from '../../src/devtools/faults.ts'

const grant = (count: number): object => ({ access_token: `a${count}`, refresh_token: `r${count}`, sub: 'maren' })

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

test('a body that is cut is a lost connection after the server has answered, and is asked for again', async () => {
  const { client, clock, sent } = faulty({ rules: [{ body: 'cut', times: 1 }] }, { limit: 1, baseMs: 100 })
  const call = client.get('/vessels').json()
  await clock.advance(1_000)
  expect(await call).toEqual({ ok: true })
  expect(sent).toHaveLength(2)
  client.faults.set([{ body: 'cut' }])
  // What a server may have done is not done again.
  await expect(client.post('/vessels').json()).rejects.toMatchObject({ kind: 'network', attempts: [{}] })
  expect(sent).toHaveLength(3)
})

test('a broken body is no JSON, however short it is, and no cache may keep it', async () => {
  const { client } = faulty({ rules: [{ body: 'broken' }] })
  const failure: unknown = await client
    .get('/vessels')
    .json()
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ kind: 'decode' })
  const figure = createClient({
    baseUrl: 'https://harbour.example',
    transport: mockTransport(() => ({ json: 12, headers: { 'cache-control': 'max-age=60' } })),
    plugins: [faults({ rules: [{ body: 'broken' }] })],
  })
  await expect(figure.get('/count').json()).rejects.toMatchObject({ kind: 'decode' })
  expect((await figure.get('/count').response()).headers.get('cache-control')).toBe('no-store')
})

test.for([
  ['cut', 'FairleadError: network', 'TypeError'],
  ['broken', '{"ok"\u0000', '{"ok"\u0000'],
] as const)('a stream is %s after half of its first chunk', async ([body, ofStream, ofFetch]) => {
  const { client } = faulty({ rules: [{ body }] })
  const told = (error: { name: string; kind?: string }): string =>
    error.kind === undefined ? error.name : `FairleadError: ${error.kind}`
  const read = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
    let text = ''
    for await (const chunk of stream) text += new TextDecoder().decode(chunk)
    return text
  }
  expect(await client.get('/vessels').stream().then(read).catch(told)).toBe(ofStream)
  expect(await (await client.fetch('/vessels')).text().catch(told)).toBe(ofFetch)
})

test('an answer without a body is let through', async () => {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: mockTransport(() => ({ status: 204 })),
    plugins: [faults({ rules: [{ body: 'cut' }] })],
  })
  expect((await client.get('/nothing').response()).status).toBe(204)
})

test('a rule strikes so many times as it says, tells how many are left, and rests then', async () => {
  const { client, setRandom } = faulty({ rules: [{ status: 503, failRate: 0.5, times: 2 }] })
  let told = 0
  client.faults.subscribe(() => told++)
  const statuses: number[] = []
  for (const random of [0.1, 0.9, 0.1, 0.1]) {
    setRandom(random)
    statuses.push((await client.fetch('/vessels')).status)
  }
  expect(statuses).toEqual([503, 200, 503, 200])
  expect(client.faults.rules()).toEqual([{ status: 503, failRate: 0.5, times: 0 }])
  expect(told).toBe(2)
})

test('a late 401 is the refusal of a credential: one refresh for all, and each call is sent again', async () => {
  const clock = createVirtualClock()
  let tokens = 0
  const transport = mockTransport(({ url }) => ({ json: url.endsWith('/token') ? grant(++tokens) : { ok: true } }), {
    runtime: clock,
  })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    transport,
    plugins: [faults(), auth({ strategy: bearer({ signIn: '/token', refresh: '/token' }) })],
  })
  const settled = async <T>(work: PromiseLike<T>): Promise<T> => {
    await clock.advance(2_000)
    return work
  }
  await settled(client.auth.signIn({}))
  client.faults.set([
    { match: 'GET /late', status: 401, latencyMs: 800, times: 1 },
    { match: 'GET /soon', status: 401, times: 1 },
  ])
  const both = Promise.all([client.get('/late').json(), client.get('/soon').json()])
  expect(await settled(both)).toEqual([{ ok: true }, { ok: true }])
  expect(transport.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/token', '/token', '/soon', '/late'])
  // The calls of auth itself can be struck too.
  client.faults.set([
    { match: 'GET /soon', status: 401, times: 1 },
    { match: 'POST /token', status: 400 },
  ])
  const refused = client
    .get('/soon')
    .json()
    .catch((error: unknown) => error)
  expect(await settled(refused)).toMatchObject({ kind: 'rejected' })
  expect(client.session.state).not.toBe('authenticated')
  await client.dispose()
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
  [{ body: 'half' }],
  [{ times: -1 }],
  [{ times: 0.5 }],
  [null],
  [{ match: /x/ }],
])('a rule that cannot be is refused and the old ones hold: %j', ([rule]) => {
  const { client } = faulty({ rules: [{ status: 418 }] })
  expect(() => client.faults.set([rule as never])).toThrow(/faults/)
  expect(() => faults({ rules: [rule as never] })).toThrow(/faults/)
  expect(client.faults.rules()).toEqual([{ status: 418 }])
})
