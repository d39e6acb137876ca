import { auth, bearer } from '@fairlead/auth'
import { cache } from '@fairlead/cache'
import { type Client, createClient, fetchTransport, platformRuntime } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { describe, expect, test } from 'vitest'
import { outcomeOf, reasonOf, toneOf, tripText } from '../src/timeline/describe.ts'
import { type Line, type Trip, isUnderWay } from '../src/timeline/line.ts'
import { type Timeline, createTimeline } from '../src/timeline/timeline.ts'

/** A client whose calls get these answers one after the other, and its timeline. */
function watch(...answers: (() => Response | Promise<Response>)[]): {
  client: Client
  timeline: Timeline
} {
  const next = async (): Promise<Response> => (answers.shift() ?? (() => Response.json([])))()
  const client = createClient({
    baseUrl: 'http://harbour.example',
    transport: fetchTransport({ fetch: next }),
    retry: { baseMs: 1 },
  })
  return { client, timeline: createTimeline(client, (template) => template !== '/faults') }
}

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  (): Response =>
    new Response('{}', { status, headers: { 'content-type': 'application/json', ...headers } })

describe('the timeline', () => {
  test('shows each attempt of a call, the waits between them, and its end', async () => {
    const { client, timeline } = watch(answer(503), answer(503), answer(200))
    await client.get('/vessels')
    const [line] = timeline.lines() as [Line]
    expect(line.trips.map(outcomeOf)).toEqual(['503', '503', '200'])
    expect(line.trips.map(({ wait }) => wait?.source)).toEqual(['backoff', 'backoff', undefined])
    expect([toneOf(line), outcomeOf(line)]).toEqual(['good', '200'])
    expect(reasonOf(line)).toMatch(/^retried twice, waited \d+ ms \+ \d+ ms \(backoff\)$/)
    expect(tripText(line.trips[0] as Line['trips'][number])).toMatch(
      /^Attempt 1: 503 in \d+ ms .*then waited \d+ ms \(backoff\)$/,
    )
  })

  test('says how long a call waited for its turn, and why one was not let through', async () => {
    const client = createClient({
      baseUrl: 'http://harbour.example',
      transport: fetchTransport({
        fetch: () => new Promise((resolve) => setTimeout(() => resolve(answer(200)()), 40)),
      }),
      plugins: [queue({ concurrency: 1, maxQueued: 1 })],
    })
    const timeline = createTimeline(client)
    await Promise.all([1, 2, 3].map(() => client.get('/pilots').result()))
    const lines = timeline.lines()
    expect(lines.map(outcomeOf).toSorted((a, b) => a.localeCompare(b))).toEqual(['200', '200', 'rejected'])
    expect(lines.map(reasonOf)).toEqual([
      'not sent: as many wait already as may',
      expect.stringMatching(/^waited \d+ ms for its turn$/),
      undefined,
    ])
    await client.dispose()
  })

  test('does not take a write that is kept for one that is under way', async () => {
    const { client, timeline } = watch(() => new Promise(() => {}))
    const end = new AbortController()
    const call = client.post('/bookings', { body: {}, signal: end.signal }).result()
    await Promise.resolve()
    timeline.keep('/bookings')
    const [line] = timeline.lines() as [Line]
    expect([isUnderWay(line), toneOf(line), outcomeOf(line), reasonOf(line)]).toEqual([
      false,
      'kept',
      'kept',
      'kept until it can be sent',
    ])
    end.abort()
    await call
    expect(outcomeOf(timeline.lines()[0] as Line)).toBe('cancelled')
  })

  test('says why a call was not repeated', async () => {
    const { client, timeline } = watch(answer(503), answer(429, { 'retry-after': '86400' }))
    await client.post('/moorings', { body: {} }).result()
    await client.get('/vessels').result()
    expect(timeline.lines().map((line) => [outcomeOf(line), reasonOf(line)])).toEqual([
      ['429', 'not retried: the server asks for too long a wait'],
      ['503', 'not retried: doing it twice would matter'],
    ])
  })

  test('tells a cancelled call, a damaged answer and a refused one apart', async () => {
    const { client, timeline } = watch(
      () => new Response('{"cut', { headers: { 'content-type': 'application/json' } }),
      answer(409),
    )
    await client
      .get('/broken')
      .json()
      .catch(() => undefined)
    await client.get('/refused').result()
    await client.get('/cancelled', { signal: AbortSignal.abort() }).result()
    expect(timeline.lines().map((line) => [toneOf(line), outcomeOf(line)])).toEqual([
      ['cancelled', 'cancelled'],
      ['refused', '409'],
      ['bad', 'damaged'],
    ])
  })

  test('says what a call was sent again with, and what calls to the provider are for', async () => {
    const refused = answer(401, { 'www-authenticate': 'Bearer error="invalid_token"' })
    const grant = { accessToken: 'one', refreshToken: 'refresh', expiresIn: 600, identity: 'maren' }
    const answers = [refused, answer(200), answer(200)]
    const client = createClient({
      baseUrl: 'http://localhost',
      transport: fetchTransport({ fetch: async () => answers.shift()?.() ?? Response.json({}) }),
      plugins: [
        auth({
          strategy: bearer({ signIn: async () => grant, refresh: async () => ({ ...grant, accessToken: 'two' }) }),
        }),
      ],
    })
    const timeline = createTimeline(client)
    await client.auth.signIn({})
    await client.get('/watch/me')
    await client.post('/oidc/token')
    expect(timeline.lines().map((line) => [outcomeOf(line), reasonOf(line)])).toEqual([
      ['200', 'tokens from the provider'],
      ['200', 'sent again with a new token'],
    ])
    expect(tripText(timeline.lines()[1]?.trips[0] as Trip)).toMatch(
      /^Attempt 1: 401 .*· then sent again with a new token$/,
    )
    await client.dispose()
  })

  test('keeps the latest sixty calls, leaves out what it does not show, and can be cleared', async () => {
    const { client, timeline } = watch()
    for (let call = 0; call < 62; call++) await client.get(`/vessels/${call}`)
    await client.get('/faults')
    const templates = timeline.lines().map(({ template }) => template)
    expect([templates.length, templates[0], templates.at(-1)]).toEqual([60, '/vessels/61', '/vessels/2'])
    timeline.clear()
    expect(timeline.lines()).toEqual([])
  })

  test('tells its listeners of every step until it is closed', async () => {
    const { client, timeline } = watch()
    let told = 0
    const stop = timeline.subscribe(() => (told += 1))
    await client.get('/vessels')
    expect(told).toBe(4)
    stop()
    await client.get('/vessels')
    expect(told).toBe(4)
    timeline.close()
    await client.get('/vessels')
    expect(timeline.lines()).toHaveLength(2)
  })
})

describe('what the cache does', () => {
  const CACHED = { 'cache-control': 'max-age=10, stale-while-revalidate=30', etag: '"one"' }

  /** The outcome of each line, with how many trips it took and whether anybody waited for it. */
  const shown = ({ lines }: Timeline): unknown[] =>
    lines().map(({ cache: note, trips, isBackground }) => [note?.outcome, trips.length, isBackground])

  function watchCache(...answers: (() => Response | Promise<Response>)[]) {
    const later: typeof answers = [...answers]
    const clock = { nowMs: 1_700_000_000_000 }
    const client = createClient({
      baseUrl: 'http://harbour.example',
      transport: fetchTransport({ fetch: async () => (later.shift() ?? answer(503))() }),
      retry: { baseMs: 1 },
      runtime: { ...platformRuntime, now: () => clock.nowMs },
      plugins: [cache()],
    })
    return { client, clock, timeline: createTimeline(client) }
  }

  test('stands in the line of the call, with the trips that were made for it', async () => {
    const { client, timeline } = watchCache(answer(503), answer(200, CACHED), answer(409))
    await client.get('/vessels')
    await client.get('/vessels')
    await client.post('/moorings', { body: {} }).result()
    expect(shown(timeline)).toEqual([
      ['bypass', 1, false],
      ['hit', 0, false],
      ['miss', 2, false],
    ])
    expect(timeline.lines()[2]?.trips.map(({ number }) => number)).toEqual([1, 2])
    await client.dispose()
  })

  test('gets a line of its own where it goes on after the call has its answer', async () => {
    const { client, clock, timeline } = watchCache(answer(200, CACHED), answer(200, CACHED))
    await client.get('/vessels')
    clock.nowMs += 15_000
    await client.get('/vessels')
    await expect.poll(() => timeline.lines()[0]?.durationMs).toBeDefined()
    expect(shown(timeline)).toEqual([
      [undefined, 1, true],
      ['stale', 0, false],
      ['miss', 1, false],
    ])
    expect(timeline.lines().map(reasonOf)).toEqual(['fetched anew in the background', undefined, undefined])
    await client.dispose()
  })

  test('of two calls at once is one request, in the line of the first', async () => {
    const { client, timeline } = watchCache(answer(200, CACHED))
    await Promise.all([client.get('/vessels'), client.get('/vessels')])
    expect(shown(timeline)).toEqual([
      ['miss', 0, false],
      ['miss', 1, false],
    ])
    expect(timeline.lines().map(({ cache: note }) => note?.collapsed)).toEqual([true, false])
    await client.dispose()
  })
})
