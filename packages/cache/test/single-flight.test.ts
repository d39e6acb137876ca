import { get } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { fresh, rig, times } from './support/rig.ts'

const contract = { list: get('/v') }
type Caller = (client: ReturnType<typeof rig<typeof contract>>['client']) => Promise<unknown>

const callers: [string, Caller][] = [
  ['get().json()', (client) => client.get('/v').json()],
  ['get() itself', async (client) => client.get('/v')],
  ['an endpoint', async (client) => client.api.list()],
  ['.result()', async (client) => (await client.api.list().result()).data],
  ['.bytes()', async (client) => JSON.parse(new TextDecoder().decode(await client.get('/v').bytes()))],
  ['client.fetch', async (client) => (await client.fetch('https://harbour.example/api/v')).json()],
  ['.response()', async (client) => (await client.get('/v').response()).json()],
  ['.stream()', async (client) => new Response(await client.get('/v').stream()).json()],
]

/** Lets the clock run until the calls are done. */
async function settled<T>(advance: (durationMs: number) => Promise<void>, calls: readonly Promise<T>[]): Promise<T[]> {
  await advance(100)
  return Promise.all(calls)
}

describe.each(callers)('50 callers of %s at once', (_, call) => {
  const slow = (answer: Answer): Answer => ({ delayMs: 10, ...answer })

  test('send one request when nothing is stored', async () => {
    const { client, clock, sent, reports } = rig([slow(fresh(60, { json: { n: 1 } }))], { contract })
    const answers = await settled(
      clock.advance,
      times(50, () => call(client)),
    )
    expect(answers).toEqual(times(50, () => ({ n: 1 })))
    expect(sent).toHaveLength(1)
    expect(reports.filter(({ collapsed }) => collapsed)).toHaveLength(49)
  })

  test('send one conditional request when what is stored is stale', async () => {
    const stored = fresh(1, { json: { n: 1 }, headers: { etag: '"a"' } })
    const { client, clock, sent, reports } = rig(
      [slow(stored), slow({ status: 304, headers: { etag: '"a"', 'cache-control': 'max-age=60' } })],
      { contract },
    )
    await settled(clock.advance, [call(client)])
    await clock.advance(2_000)
    const answers = await settled(
      clock.advance,
      times(50, () => call(client)),
    )
    expect(answers).toEqual(times(50, () => ({ n: 1 })))
    expect(sent.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"'])
    expect(reports.slice(1).map(({ outcome }) => outcome)).toEqual(times(50, () => 'revalidated'))
  })

  test('get the newer answer of that one request when it has changed', async () => {
    const { client, clock, sent } = rig(
      [
        slow(fresh(1, { json: { n: 1 }, headers: { etag: '"a"' } })),
        slow(fresh(60, { json: { n: 2 }, headers: { etag: '"b"' } })),
      ],
      { contract },
    )
    await settled(clock.advance, [call(client)])
    await clock.advance(2_000)
    expect(
      await settled(
        clock.advance,
        times(50, () => call(client)),
      ),
    ).toEqual(times(50, () => ({ n: 2 })))
    expect(sent).toHaveLength(2)
  })

  test('get the stale answer at once and send one request behind their backs while it may be shown', async () => {
    const { client, clock, sent, reports } = rig(
      [
        fresh(1, { json: { n: 1 }, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=60' } }),
        slow(fresh(60, { json: { n: 2 } })),
      ],
      { contract },
    )
    await settled(clock.advance, [call(client)])
    await clock.advance(2_000)
    const answers = Promise.all(times(50, () => call(client)))
    await clock.advance(0)
    // The request is not answered yet.
    expect(await answers).toEqual(times(50, () => ({ n: 1 })))
    expect(sent).toHaveLength(2)
    await clock.advance(100)
    expect(await settled(clock.advance, [call(client)])).toEqual([{ n: 2 }])
    expect(sent).toHaveLength(2)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['miss', ...times(50, () => 'stale'), 'hit'])
  })
})

describe('calls that want different things', () => {
  test('share nothing between URLs', async () => {
    const { client, clock, sent } = rig((request) => fresh(60, { delayMs: 10, json: request.url.slice(-1) }))
    const answers = await settled(
      clock.advance,
      times(9, (index) => client.get(`/v${index % 3}`).json()),
    )
    expect(answers).toEqual(['0', '1', '2', '0', '1', '2', '0', '1', '2'])
    expect(sent).toHaveLength(3)
  })

  test('share one request also where one reads bytes and the other JSON', async () => {
    const { client, clock, sent } = rig([fresh(60, { delayMs: 10, json: [1] })])
    const [json, text] = await settled(clock.advance, [client.get('/v').json(), client.get('/v').text()])
    expect([json, text]).toEqual([[1], '[1]'])
    expect(sent).toHaveLength(1)
  })

  test('a fragment makes no other resource', async () => {
    const { client, clock, sent } = rig([fresh(60, { delayMs: 10, json: 1 })])
    const url = 'https://harbour.example/api/v'
    await settled(clock.advance, [client.fetch(`${url}#a`), client.fetch(`${url}#b`)])
    expect(sent).toHaveLength(1)
  })

  test('a call with another Range, a condition of its own or a HEAD goes alone', async () => {
    const { client, clock, sent } = rig([fresh(60, { delayMs: 10, json: 1 })])
    await settled(clock.advance, [
      client.get('/v').text(),
      client.get('/v', { headers: { range: 'bytes=0-1' } }).text(),
      client.get('/v', { headers: { 'if-none-match': '"x"' } }).text(),
      client.head('/v').text(),
      client.get('/v', { onDownloadProgress: () => {} }).text(),
    ])
    expect(sent).toHaveLength(5)
  })

  test.each(['reload', 'no-cache'] as const)('a call with mode %s does not join what began before it', async (mode) => {
    const { client, clock, sent } = rig((_, index) => fresh(60, { delayMs: 10, json: index }))
    const first = client.get('/v').json()
    await clock.advance(5)
    const [a, b] = await settled(clock.advance, [first, client.get('/v', { cache: mode }).json()])
    expect([a, b]).toEqual([0, 1])
    expect(sent).toHaveLength(2)
  })

  test('a call joins the newer of two requests, also when the older one has come back', async () => {
    const { client, clock, sent } = rig((_, index) => ({ delayMs: index === 0 ? 50 : 100, json: index }))
    const older = client.get('/v').json()
    await clock.advance(10)
    const newer = client.get('/v', { cache: 'reload' }).json()
    await clock.advance(50)
    const late = client.get('/v').json()
    await clock.advance(100)
    expect(await Promise.all([older, newer, late])).toEqual([0, 1, 1])
    expect(sent).toHaveLength(2)
  })

  test('a call that goes by no-store joins nobody and is joined by nobody', async () => {
    const { client, clock, sent } = rig((_, index) => fresh(60, { delayMs: 10, json: index }))
    const calls = times(4, (index) => client.get('/v', index % 2 ? {} : { cache: 'no-store' }).json())
    expect(await settled(clock.advance, calls)).toHaveLength(4)
    expect(sent).toHaveLength(3)
  })

  test('what asks again and again starts anew when the flight is over', async () => {
    const { client, clock, sent } = rig((_, index) => ({ delayMs: 10, json: index }))
    for (let round = 0; round < 3; round++) {
      const answers = await settled(
        clock.advance,
        times(3, () => client.get('/v').json()),
      )
      expect(answers).toEqual([round, round, round])
    }
    expect(sent).toHaveLength(3)
  })
})
