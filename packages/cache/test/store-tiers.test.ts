import { type CacheStore, type StoreChange, memoryStore } from '@fairlead/cache'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { fresh, rig, times } from './support/rig.ts'

/** A store and two programs over it, each with a memory of its own. */
function twoPrograms() {
  const clock = createVirtualClock()
  const memory = memoryStore()
  const get = vi.fn<CacheStore['get']>((key) => memory.get(key))
  const store: CacheStore = { ...memory, get }
  let version = 0
  const made = times(2, () =>
    rig(
      ({ headers }) =>
        'if-none-match' in headers
          ? { status: 304 }
          : fresh(60, { json: ++version, headers: { etag: `"${version}"` } }),
      {
        clock,
        cache: { store },
      },
    ),
  )
  return { clock, memory, get, one: made[0] as (typeof made)[number], two: made[1] as (typeof made)[number] }
}

describe('what one program has stored', () => {
  test('is found by another one, and kept in its memory', async () => {
    const { one, two, get, clock } = twoPrograms()
    expect(await one.client.get('/v').json()).toBe(1)
    await clock.advance(0)
    expect(await two.client.get('/v').json()).toBe(1)
    expect(two.sent).toHaveLength(0)
    expect(two.reports).toMatchObject([{ outcome: 'hit' }])
    const asked = get.mock.calls.length
    for (let round = 0; round < 5; round++) await two.client.get('/v').json()
    expect(get.mock.calls.length).toBe(asked)
  })

  test('is as old as it is', async () => {
    const { one, two, clock } = twoPrograms()
    await one.client.get('/v').json()
    await clock.advance(40_000)
    const response = await two.client.get('/v').response()
    expect(response.headers.get('age')).toBe('40')
    await clock.advance(21_000)
    await two.client.get('/v').json()
    expect(two.sent).toHaveLength(1)
  })

  test('later wins over what another one still has in memory and is stale', async () => {
    const { one, two, clock } = twoPrograms()
    await two.client.get('/v').json()
    await clock.advance(61_000)
    await one.client.get('/v', { cache: 'reload' }).json()
    await clock.advance(0)
    expect(await two.client.get('/v').json()).toBe(2)
    expect(two.sent).toHaveLength(1)
  })

  test('earlier does not win over what is newer in memory', async () => {
    const { one, two, clock, memory } = twoPrograms()
    await one.client.get('/v').json()
    await clock.advance(0)
    const [old] = memory.get('https://harbour.example/api/v\n').found
    await clock.advance(30_000)
    expect(await two.client.get('/v', { cache: 'reload' }).json()).toBe(2)
    await clock.advance(0)
    if (old) memory.set(old.entry, memory.get(old.entry.key).epoch)
    await clock.advance(30_000)
    expect(await two.client.get('/v').json()).toBe(2)
    expect(two.sent).toHaveLength(1)
  })

  test('and was invalidated there is asked about here', async () => {
    const { one, two, clock } = twoPrograms()
    await one.client.get('/v', { cache: { tags: ['t'] } }).json()
    one.client.cache.invalidate(['t'])
    await clock.advance(0)
    expect(await two.client.get('/v').json()).toBe(1)
    expect(two.sent[0]?.headers['if-none-match']).toBe('"1"')
    expect(two.reports).toMatchObject([{ outcome: 'revalidated', reason: 'invalidated' }])
  })

  test('and was invalidated there is not taken for fresh when the server cannot be reached', async () => {
    const { one, memory, clock } = twoPrograms()
    await one.client.get('/v', { cache: { tags: ['t'] } }).json()
    one.client.cache.invalidate(['t'])
    await clock.advance(0)
    const { client, reports } = rig([{ error: new TypeError('offline') }], { clock, cache: { store: memory } })
    for (let round = 0; round < 2; round++) {
      expect(await client.get('/v').json()).toBe(1)
      expect(reports.at(-1)).toMatchObject({ outcome: 'stale', reason: 'error' })
    }
  })

  test('and is gone there is not found here', async () => {
    const { one, two, clock } = twoPrograms()
    await one.client.get('/v').json()
    await one.client.put('/v', { body: {} })
    await clock.advance(0)
    await two.client.get('/v').json()
    expect(two.reports).toMatchObject([{ outcome: 'miss', reason: 'uri-miss' }])
  })

  test('while another was asking is not overwritten by what was invalidated meanwhile', async () => {
    const { one, two, clock, memory } = twoPrograms()
    const slow = rig([fresh(600, { json: 'old', delayMs: 100 })], { clock, cache: { store: memory } })
    const call = slow.client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(50)
    one.client.cache.invalidate(['t'])
    await clock.advance(100)
    expect(await call).toBe('old')
    await two.client.get('/v').json()
    expect(two.reports).toMatchObject([{ outcome: 'miss', reason: 'uri-miss' }])
  })
})

describe('what only a second tier has', () => {
  test('is looked up once by calls that come one after another, and asked for once where there is nothing', async () => {
    const { two, get, clock } = twoPrograms()
    const calls = times(50, () => two.client.get('/v').json())
    await clock.advance(0)
    await Promise.all(calls)
    expect(two.sent).toHaveLength(1)
    expect(get).toHaveBeenCalled()
  })

  test('is stale and may be shown while it is fetched anew', async () => {
    const clock = createVirtualClock()
    const store = memoryStore()
    const script = (_: unknown, index: number) => ({
      json: index,
      headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600' },
    })
    const one = rig(script, { clock, cache: { store } })
    await one.client.get('/v').json()
    await clock.advance(2_000)
    const two = rig(() => fresh(600, { json: 'new', delayMs: 10 }), { clock, cache: { store } })
    expect(await two.client.get('/v').json()).toBe(0)
    await clock.advance(20)
    expect(await two.client.get('/v').json()).toBe('new')
    expect(two.sent).toHaveLength(1)
  })

  test('answers only-if-cached', async () => {
    const { one, two, clock } = twoPrograms()
    await one.client.get('/v').json()
    await clock.advance(0)
    expect(await two.client.get('/v', { cache: 'only-if-cached' }).json()).toBe(1)
  })
})

describe('a store that tells of changes by others', () => {
  function telling() {
    let listener: (change: StoreChange | 'lost') => void = () => {}
    const unsubscribe = vi.fn<() => void>()
    const memory = memoryStore()
    const store: CacheStore = {
      ...memory,
      subscribe(own) {
        listener = own
        return unsubscribe
      },
    }
    let reads = 0
    const made = rig(() => fresh(600, { json: ++reads, delayMs: 100, headers: { etag: '"a"' } }), { cache: { store } })
    const ask = async () => {
      const call = made.client.get('/v', { cache: { tags: ['t'] } }).json()
      await made.clock.advance(100)
      return call
    }
    /** As if another process had done it. */
    const change = (names: readonly string[], mode: 'stale' | 'gone') => {
      memory.invalidate(names, mode)
      listener({ names, mode })
    }
    return { ...made, ask, change, lose: () => listener('lost'), memory, unsubscribe }
  }

  test.each(['stale', 'gone'] as const)('makes what is in memory %s', async (mode) => {
    const { ask, change } = telling()
    expect(await ask()).toBe(1)
    change(['tag:t'], mode)
    expect(await ask()).toBe(2)
  })

  test('lets nobody join a read that began before the change, nor stores it', async () => {
    const { client, clock, change } = telling()
    const before = client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(50)
    change(['tag:t'], 'gone')
    const after = client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(200)
    expect([await before, await after]).toEqual([1, 2])
    expect(await client.get('/v').json()).toBe(2)
  })

  test('and may have missed some is believed, and the memory is not', async () => {
    const { ask, lose, memory, sent } = telling()
    expect(await ask()).toBe(1)
    memory.invalidate(['tag:t'], 'gone')
    expect(await ask()).toBe(1)
    lose()
    expect(await ask()).toBe(2)
    lose()
    expect(await ask()).toBe(2)
    expect(sent).toHaveLength(2)
  })

  test('is not listened to after dispose', async () => {
    const { client, unsubscribe } = telling()
    await client.dispose()
    expect(unsubscribe).toHaveBeenCalledOnce()
  })
})
