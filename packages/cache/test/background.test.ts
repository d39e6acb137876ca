import type { Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { fresh, rig, stateOf, times } from './support/rig.ts'

const window: Answer = { json: 1, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600', etag: '"a"' } }
const broken: [string, Answer][] = [
  ['a 503', { delayMs: 10, status: 503 }],
  ['a lost connection', { delayMs: 10, error: new TypeError('fetch failed') }],
  ['a body that breaks off', { delayMs: 10, pieces: ['['], end: 'break' }],
  ['a server that hangs', { hang: true }],
]

describe('a stale answer that may be shown while it is fetched anew', () => {
  test.each(broken)('is shown although the fetch meets %s, and the next call asks again', async (_, answer) => {
    const { client, clock, sent, reports } = rig([window, answer, answer, fresh(60, { json: 2 })])
    await client.get('/v').json()
    await clock.advance(2_000)
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(times(3, () => client.get('/v').json()))).toEqual([1, 1, 1])
      await clock.advance(130_000)
      expect(sent).toHaveLength(2 + round)
    }
    expect(await client.get('/v').json()).toBe(1)
    await clock.advance(100)
    expect(await client.get('/v').json()).toBe(2)
    expect(sent).toHaveLength(4)
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    expect(clock.pending).toBe(0)
  })

  test('is fetched once while the fetch takes its time', async () => {
    const { client, clock, sent } = rig([window, fresh(60, { json: 2, delayMs: 100 })])
    await client.get('/v').json()
    await clock.advance(2_000)
    for (let round = 0; round < 5; round++) {
      expect(await client.get('/v').json()).toBe(1)
      await clock.advance(10)
    }
    await clock.advance(100)
    expect(await client.get('/v').json()).toBe(2)
    expect(sent).toHaveLength(2)
  })

  test('is fetched although the one who asked has left', async () => {
    const { client, clock, sent } = rig([window, fresh(60, { json: 2, delayMs: 100 })])
    await client.get('/v').json()
    await clock.advance(2_000)
    const leaving = new AbortController()
    expect(await client.get('/v', { signal: leaving.signal }).json()).toBe(1)
    leaving.abort()
    await clock.advance(200)
    expect(sent[1]?.signal.aborted).toBe(false)
    expect(await client.get('/v').json()).toBe(2)
  })

  test('asks whether it still holds, and is fresh again when it does', async () => {
    const { client, clock, sent, reports } = rig([
      window,
      { status: 304, headers: { etag: '"a"', 'cache-control': 'max-age=60' } },
    ])
    await client.get('/v').json()
    await clock.advance(2_000)
    await client.get('/v').json()
    await clock.advance(10)
    expect(await client.get('/v').json()).toBe(1)
    expect(sent[1]?.headers['if-none-match']).toBe('"a"')
    expect(reports.map(({ outcome }) => outcome)).toEqual(['miss', 'stale', 'hit'])
  })

  test('says whether the newer one is stored, to each who got it', async () => {
    const { client, clock, sent } = rig([window, { ...window, delayMs: 100 }, { delayMs: 100, status: 503 }])
    await client.get('/v').json()
    await clock.advance(2_000)
    const { renewed } = await ok(client.get('/v').result())
    const { renewed: joined } = await ok(client.get('/v').result())
    expect(await stateOf(renewed as Promise<boolean>)).toBe('pending')
    await clock.advance(100)
    expect([await renewed, await joined]).toEqual([true, true])
    expect('renewed' in (await ok(client.get('/v').result()))).toBe(false)
    await clock.advance(2_000)
    const failed = await ok(client.get('/v').result())
    await clock.advance(100)
    expect(await failed.renewed).toBe(false)
    expect(sent).toHaveLength(3)
  })

  test('is stored also where it is streamed and nobody reads the newer one', async () => {
    const { client, clock, sent } = rig([window, fresh(60, { delayMs: 10, pieces: ['new', { waitMs: 10 }, 'er'] })])
    const text = async () => new Response(await client.get('/v').stream()).text()
    await text()
    await clock.advance(2_000)
    expect(await text()).toBe('1')
    await clock.advance(100)
    expect(await text()).toBe('newer')
    expect(sent).toHaveLength(2)
    expect(sent[1]?.released).toBe(true)
  })
})

describe('waitUntil', () => {
  test('hears of the work, which ends when the newer answer is stored', async () => {
    const works: Promise<unknown>[] = []
    const { client, clock } = rig([window, fresh(60, { json: 2, delayMs: 50 })], {
      cache: { waitUntil: (work) => void works.push(work) },
    })
    await client.get('/v').json()
    await clock.advance(2_000)
    expect(works).toHaveLength(0)
    await Promise.all(times(5, () => client.get('/v').json()))
    expect(works).toHaveLength(1)
    await clock.advance(10)
    expect(await stateOf(works[0] as Promise<unknown>)).toBe('pending')
    await clock.advance(50)
    await works[0]
    expect(await client.get('/v').json()).toBe(2)
  })

  test.each(broken)('hears of no failure when the work meets %s', async (_, answer) => {
    const works: Promise<unknown>[] = []
    const { client, clock } = rig([window, answer], { cache: { waitUntil: (work) => void works.push(work) } })
    await client.get('/v').json()
    await clock.advance(2_000)
    await client.get('/v').json()
    await clock.advance(130_000)
    await expect(works[0]).resolves.not.toThrow()
  })

  test('hears of a streamed answer until its body is stored', async () => {
    const works: Promise<unknown>[] = []
    const { client, clock } = rig([window, fresh(60, { pieces: ['new', { waitMs: 50 }, 'er'] })], {
      cache: { waitUntil: (work) => void works.push(work) },
    })
    await new Response(await client.get('/v').stream()).text()
    await clock.advance(2_000)
    await new Response(await client.get('/v').stream()).text()
    await clock.advance(10)
    expect(await stateOf(works[0] as Promise<unknown>)).toBe('pending')
    await clock.advance(100)
    await works[0]
    expect(await new Response(await client.get('/v').stream()).text()).toBe('newer')
  })

  test('that throws disturbs no call', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, clock } = rig([window, fresh(60, { json: 2 })], {
      cache: {
        waitUntil: () => {
          throw new Error('the request of the edge runtime is over')
        },
      },
    })
    await client.get('/v').json()
    await clock.advance(2_000)
    expect(await client.get('/v').json()).toBe(1)
    await clock.advance(10)
    expect(await client.get('/v').json()).toBe(2)
    expect(told).toHaveBeenCalledOnce()
    told.mockRestore()
  })
})

/** A result that is a success. */
async function ok<R extends { readonly ok: boolean }>(result: Promise<R>): Promise<R & { readonly ok: true }> {
  const found = await result
  expect(found.ok).toBe(true)
  return found as R & { readonly ok: true }
}
