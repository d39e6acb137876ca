import { createClient } from '@fairlead/core'
import { browser, gcra, languageModel, queue, server } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { rig } from './rig.ts'

describe('calls of a client', () => {
  test('go out by priority, which the browser is told as well', async () => {
    const { go, clock, sent, priorities } = rig({ concurrency: 1 })
    go('/first')
    go('/low', { priority: 'low' })
    go('/auto')
    go('/high', { priority: 'high' })
    go('/said', { priority: 'low', init: { priority: 'high' } })
    await clock.runAll()
    expect(sent).toEqual(['/first', '/high', '/auto', '/low', '/said'])
    expect(priorities).toEqual([undefined, 'high', undefined, 'low', 'high'])
  })

  test('wait for places of their own origin only', async () => {
    const { go, clock, sent, client } = rig({ concurrency: 1 }, (path) => ({ afterMs: path === '/hang' ? 60_000 : 10 }))
    go('/hang', { timeouts: { attemptMs: 50_000 } })
    go('/waits')
    client.get('https://tides.example/now').then(
      () => {},
      () => {},
    )
    await clock.advance(100)
    expect(sent).toEqual(['/hang', '/now'])
    expect(client.queue.snapshot().lanes.map(({ origin, queued, running }) => ({ origin, queued, running }))).toEqual([
      { origin: 'https://harbour.example', queued: 1, running: 1 },
      { origin: 'https://tides.example', queued: 0, running: 0 },
    ])
  })

  test('share by key, which the client or the call names', async () => {
    const { go, clock, sent } = rig({ concurrency: 1, keyOf: ({ template }) => template.split('/')[1] ?? '' })
    go('/x')
    for (const n of [1, 2, 3]) go(`/a/${n}`)
    go('/b/1')
    go('/a/own', { queue: { key: 'c' } })
    await clock.runAll()
    expect(sent).toEqual(['/x', '/a/1', '/b/1', '/a/own', '/a/2', '/a/3'])
  })

  test('pass by when they say so', async () => {
    const { go, clock, sent } = rig({ concurrency: 1 }, () => ({ afterMs: 1_000 }))
    go('/slow')
    go('/poll', { queue: false })
    await clock.advance(1)
    expect(sent.toSorted()).toEqual(['/poll', '/slow'])
  })

  test('keep their place until the transport has really ended, and count as hung meanwhile', async () => {
    const { go, clock, sent, client } = rig({ concurrency: 1 }, () => ({ afterMs: 500, isDeaf: true }))
    go('/gone', { timeouts: { attemptMs: 100 } })
    go('/next')
    await clock.advance(200)
    expect(client.queue.snapshot().lanes[0]).toMatchObject({ running: 1, hung: 1, queued: 1 })
    await clock.advance(400)
    expect(sent).toEqual(['/gone', '/next'])
    await clock.advance(1_000)
    expect(client.queue.snapshot().lanes[0]).toMatchObject({ running: 0, hung: 0 })
  })

  test('that cannot make it before their deadline are refused when they come', async () => {
    const { go, clock, outcomes, client } = rig({ concurrency: 1 }, () => ({ afterMs: 400 }))
    go('/teaches')
    await clock.advance(400)
    for (const n of [1, 2, 3]) go(`/${n}`)
    const late = client.get('/late', { timeouts: { totalMs: 700 } }).result()
    await clock.advance(1)
    expect(await late).toMatchObject({
      ok: false,
      error: { kind: 'rejected', reason: 'wait-too-long', position: 2, template: '/late', method: 'GET' },
    })
    await clock.runAll()
    expect(outcomes).toEqual({ '/teaches': 'ok', '/1': 'ok', '/2': 'ok', '/3': 'ok' })
  })

  test('leave the line at once when their caller does', async () => {
    const { go, clock, sent, outcomes, client } = rig({ concurrency: 1 }, () => ({ afterMs: 1_000 }))
    const leaving = new AbortController()
    go('/slow')
    go('/left', { signal: leaving.signal })
    await clock.advance(1)
    leaving.abort()
    await clock.advance(0)
    expect(outcomes).toEqual({ '/left': 'abort' })
    expect(client.queue.snapshot().lanes[0]).toMatchObject({ queued: 0 })
    await clock.runAll()
    expect(sent).toEqual(['/slow'])
  })

  test('are paused, held and drained as the program says', async () => {
    const { go, clock, sent, client, outcomes } = rig({})
    client.queue.pause()
    go('/1')
    await clock.advance(1_000)
    expect(sent).toEqual([])
    client.queue.holdUntil(clock.now() + 500)
    client.queue.resume()
    await clock.advance(400)
    expect(sent).toEqual([])
    await clock.advance(200)
    expect(sent).toEqual(['/1'])
    go('/2')
    await clock.advance(0)
    const drained = client.queue.drain()
    go('/3')
    await clock.runAll()
    await drained
    expect(outcomes).toEqual({ '/1': 'ok', '/2': 'ok', '/3': 'closed' })
  })

  test('charge several rates at once, each what it counts', async () => {
    const rates = [gcra({ limit: 100, periodMs: 60_000 }), gcra({ limit: 1_000, periodMs: 60_000, unit: 'tokens' })]
    const { go, clock, sent } = rig({ rates })
    for (const n of [1, 2, 3]) go(`/${n}`, { queue: { cost: { tokens: 500 } } })
    await clock.advance(100)
    expect(sent).toHaveLength(2)
    await clock.advance(30_000)
    expect(sent).toHaveLength(3)
  })
})

test('calls count the bytes of their bodies while they wait', async () => {
  const { go, clock, client } = rig({ concurrency: 1, maxQueuedBytes: 100 }, () => ({ afterMs: 1_000 }))
  go('/runs')
  const [first, second] = [60, 60].map((length) => client.post('/x', { body: 'x'.repeat(length) }).result())
  await clock.advance(1)
  expect(client.queue.snapshot().lanes[0]).toMatchObject({ queued: 1, queuedBytes: 60 })
  expect(await second).toMatchObject({ ok: false, error: { reason: 'queue-full' } })
  await clock.runAll()
  expect(await first).toMatchObject({ ok: true })
})

describe('what the server says', () => {
  test('holds up the whole lane after a 429, and no longer than it says', async () => {
    const { go, clock, sent, events } = rig({ concurrency: 1 }, (path) =>
      path === '/429' ? { status: 429, headers: { 'retry-after': '30' } } : {},
    )
    go('/429')
    go('/other')
    await clock.advance(29_000)
    expect(sent).toEqual(['/429'])
    expect(events).toContainEqual(expect.objectContaining({ type: 'hold' }))
    await clock.advance(5_000)
    expect(sent).toEqual(['/429', '/other'])
  })

  test('refuses at once who cannot wait that long, and says when the lane opens', async () => {
    const { go, clock, client } = rig({}, () => ({ status: 429, headers: { 'retry-after': '30' } }))
    go('/429')
    await clock.advance(20)
    const refused = client.get('/x', { queue: { maxWaitMs: 1_000 } }).result()
    await clock.advance(0)
    const { heldUntil } = client.queue.snapshot().lanes[0] ?? {}
    expect(await refused).toMatchObject({ error: { reason: 'rate-held', retryAt: heldUntil } })
  })

  test.each([
    ['RateLimit', { ratelimit: '"default";r=0;t=20' }],
    ['x-ratelimit', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '20' }],
  ])('is heard in %s: with nothing left nothing goes out before the window ends', async (_, headers) => {
    const { go, clock, sent } = rig({}, (path) => (path === '/last' ? { headers } : {}))
    go('/last')
    await clock.advance(20)
    go('/next')
    await clock.advance(19_000)
    expect(sent).toEqual(['/last'])
    await clock.advance(4_000)
    expect(sent).toEqual(['/last', '/next'])
  })

  test('is not believed when it is older than what was heard last', async () => {
    const { go, clock, sent } = rig({}, (path) =>
      path === '/old'
        ? { headers: { ratelimit: '"default";r=0;t=60' }, afterMs: 500 }
        : { headers: { ratelimit: '"default";r=50;t=60' }, afterMs: 10 },
    )
    go('/old')
    await clock.advance(1)
    go('/new')
    await clock.advance(1_000)
    go('/next')
    await clock.advance(10)
    expect(sent).toEqual(['/old', '/new', '/next'])
  })

  test('a 429 without a time cools the lane down, longer when it comes again, and forgets it with time', async () => {
    const { go, clock, sent } = rig({ feedback: { baseMs: 1_000, jitter: 0 } }, (path) =>
      path.startsWith('/429') ? { status: 429 } : {},
    )
    go('/429-1')
    await clock.advance(10)
    go('/429-2')
    await clock.advance(990)
    expect(sent).toHaveLength(1)
    await clock.advance(20)
    expect(sent).toHaveLength(2)
    go('/waits')
    await clock.advance(1_900)
    expect(sent).toHaveLength(2)
    await clock.advance(200)
    expect(sent).toHaveLength(3)
    await clock.advance(60_000)
    go('/429-3')
    await clock.advance(10)
    go('/again')
    await clock.advance(1_020)
    expect(sent.at(-1)).toBe('/again')
  })

  test('is left alone when feedback is off', async () => {
    const { go, clock, sent } = rig({ feedback: false }, () => ({ status: 429, headers: { 'retry-after': '30' } }))
    go('/1')
    await clock.advance(20)
    go('/2')
    await clock.advance(20)
    expect(sent).toHaveLength(2)
  })
})

describe('the breaker', () => {
  test('opens after failures of the server, fails fast, and closes after a probe', async () => {
    let isDown = true
    const heard: string[] = []
    const { go, clock, sent, outcomes, events, client } = rig(
      { breaker: { minimum: 5, openMs: 1_000, onChange: (state) => heard.push(state) } },
      () => (isDown ? { status: 503 } : {}),
    )
    for (const n of [1, 2, 3, 4, 5]) go(`/${n}`)
    await clock.advance(20)
    go('/6')
    await clock.advance(0)
    expect(outcomes['/6']).toBe('breaker-open')
    expect(sent).toHaveLength(5)
    expect(client.queue.snapshot().lanes[0]?.breaker?.state).toBe('open')
    isDown = false
    await clock.advance(1_000)
    go('/7')
    await clock.advance(20)
    expect(outcomes['/7']).toBe('ok')
    expect(heard).toEqual(['open', 'half-open', 'closed'])
    expect(events.filter(({ type }) => type === 'breaker').map(({ state }) => state)).toEqual([
      'open',
      'half-open',
      'closed',
    ])
  })

  test('hears nothing from a 4xx, a 429 or a caller that left', async () => {
    const { go, clock, client } = rig({ breaker: { minimum: 2 }, feedback: false }, (_, call) => ({
      status: call % 2 ? 404 : 429,
    }))
    const leaving = new AbortController()
    for (let n = 0; n < 10; n++) go(`/${n}`, n % 3 ? {} : { signal: leaving.signal })
    leaving.abort()
    await clock.runAll()
    expect(client.queue.snapshot().lanes[0]?.breaker?.state).toBe('closed')
  })
})

test('a retry goes back in line, and holds no place while it waits', async () => {
  const clock = createVirtualClock({ random: 0.99 })
  const sent: string[] = []
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    plugins: [queue({ concurrency: 1 })],
    transport: {
      name: 'scripted',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      async send({ url }) {
        sent.push(new URL(url).pathname)
        return { status: sent.length === 1 ? 503 : 200, headers: new Headers(), url, body: null }
      },
    },
  })
  const calls = [client.get('/fails').bytes(), client.get('/second').bytes(), client.get('/third').bytes()]
  await clock.runAll()
  await Promise.all(calls)
  expect(sent).toEqual(['/fails', '/second', '/third', '/fails'])
})

test('the presets are options a queue takes', () => {
  for (const preset of [browser, server, languageModel]) expect(() => rig(preset)).not.toThrow()
})

test('options that cannot be right are refused when the client is made', () => {
  for (const options of [
    { concurency: 1 },
    { breaker: { ratio: 9 } },
    { feedback: { baseMs: -1 } },
    { hedge: { quantile: 2 } },
    { outbox: {} },
  ])
    expect(() => rig(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
})

test('a client that is done leaves nothing behind', async () => {
  const { go, clock, client, outcomes } = rig({ concurrency: 1, breaker: true, hedge: true }, () => ({ afterMs: 100 }))
  go('/runs')
  go('/waits')
  await clock.advance(1)
  await client.dispose()
  await clock.runAll()
  expect(outcomes).toEqual({ '/runs': 'ok', '/waits': 'closed' })
  expect(clock.pending).toBe(0)
})
