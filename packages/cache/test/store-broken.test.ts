import { type CacheStore, memoryStore } from '@fairlead/cache'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { type Mood, brokenStore } from './support/broken-store.ts'
import { fresh, rig, stateOf, times } from './support/rig.ts'

/** A client whose second tier fails as the test says. */
function setUp(storeDeadlineMs?: number) {
  const clock = createVirtualClock()
  const broken = brokenStore(() => clock)
  const made = rig(({ url }) => fresh(600, { json: url }), {
    clock,
    cache: { store: broken.store, ...(storeDeadlineMs !== undefined && { storeDeadlineMs }) },
  })
  const told: unknown[] = []
  made.client.on((event) => {
    if (event.type === 'plugin:cache:store') told.push(event.details['what'])
  })
  let urls = 0
  /** Asks for what no tier has; `'pending'` where it has not come at once. */
  const askNew = async () => {
    const call = made.client.get(`/${++urls}`).json()
    await clock.advance(0)
    return stateOf(call)
  }
  return { ...broken, ...made, told, askNew }
}

describe('a store whose look-up hangs', () => {
  test('costs the deadline once, and then nothing', async () => {
    const { client, clock, sent, be, count, askNew } = setUp()
    be('hangs', 'get')
    const call = client.get('/v').json()
    await clock.advance(49)
    expect(await stateOf(call)).toBe('pending')
    expect(sent).toHaveLength(0)
    await clock.advance(1)
    expect(await call).toBe('https://harbour.example/api/v')
    for (let round = 0; round < 100; round++) expect(await askNew()).not.toBe('pending')
    expect(count('get')).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('is told that nobody waits any more', async () => {
    const signals: (AbortSignal | undefined)[] = []
    const store: CacheStore = {
      ...memoryStore(),
      get(_key, signal) {
        signals.push(signal)
        return new Promise(() => {})
      },
    }
    const { client, clock } = rig([fresh(600)], { cache: { store } })
    const call = client.get('/v').json()
    await clock.advance(49)
    expect(signals[0]?.aborted).toBe(false)
    await clock.advance(1)
    await call
    expect(signals[0]?.aborted).toBe(true)
  })

  test('costs as long as the user says', async () => {
    const { client, clock, be } = setUp(5)
    be('hangs')
    const call = client.get('/v').json()
    await clock.advance(5)
    expect(await stateOf(call)).not.toBe('pending')
  })

  test('is asked again after a while, behind the caller’s back, and used when it works', async () => {
    const { client, clock, sent, be, count, askNew, told } = setUp()
    await client.get('/kept').json()
    be('hangs', 'get')
    const call = client.get('/v').json()
    await clock.advance(50)
    await call
    be('works')
    await clock.advance(10_000)
    const asked = count('get')
    expect(await askNew()).not.toBe('pending')
    expect(count('get')).toBe(asked + 1)
    await askNew()
    expect(count('get')).toBe(asked + 2)
    expect(sent).toHaveLength(4)
    expect(told).toEqual(['timeout', 'recovered'])
  })

  test('is left alone twice as long each time', async () => {
    const { client, clock, be, count, askNew } = setUp()
    be('hangs', 'get')
    const call = client.get('/v').json()
    await clock.advance(50)
    await call
    await clock.advance(10_000)
    await askNew()
    await clock.advance(50)
    expect(count('get')).toBe(2)
    await clock.advance(19_000)
    await askNew()
    expect(count('get')).toBe(2)
    await clock.advance(1_000)
    await askNew()
    expect(count('get')).toBe(3)
  })

  test('is left alone no longer because many waited for it at once', async () => {
    const { client, clock, be, count, askNew } = setUp()
    be('hangs', 'get')
    const calls = times(50, (index) => client.get(`/many/${index}`).json())
    await clock.advance(50)
    expect(await stateOf(Promise.all(calls))).not.toBe('pending')
    be('works')
    const asked = count('get')
    await clock.advance(10_000)
    await askNew()
    expect(count('get')).toBe(asked + 1)
  })

  test('is tried by one call alone when it may be tried again', async () => {
    const { client, clock, be, count } = setUp()
    be('hangs', 'get')
    const call = client.get('/v').json()
    await clock.advance(50)
    await call
    await clock.advance(10_000)
    const asked = count('get')
    const calls = times(50, (index) => client.get(`/many/${index}`).json())
    await clock.advance(0)
    expect(await stateOf(Promise.all(calls))).not.toBe('pending')
    expect(count('get')).toBe(asked + 1)
  })

  test('does not keep what is in memory from being shown', async () => {
    const { client, sent, be } = setUp()
    await client.get('/v').json()
    be('hangs')
    await Promise.all(times(50, () => client.get('/v').json()))
    expect(sent).toHaveLength(1)
  })

  test('is asked once more where the server cannot be reached either', async () => {
    const clock = createVirtualClock()
    const broken = brokenStore(() => clock)
    const before = rig([fresh(600, { json: 'kept' })], { clock, cache: { store: broken.store } })
    await before.client.get('/v').json()
    broken.be({ delayMs: 200 }, 'get')
    const { client, reports } = rig([{ error: new TypeError('offline') }], { clock, cache: { store: broken.store } })
    const call = client.get('/v').json()
    await clock.advance(500)
    expect(await call).toBe('kept')
    expect(reports.at(-1)?.outcome).not.toBe('miss')
  })
})

describe.each(['throws', 'rejects'] as const)('a store whose look-up %s', (mood) => {
  test('fails no call and costs no wait', async () => {
    const { be, askNew, sent } = setUp()
    be(mood, 'get')
    for (let round = 0; round < 20; round++) expect(await askNew()).not.toBe('pending')
    expect(sent).toHaveLength(20)
  })

  test('is left alone after three failures, and comes back by itself', async () => {
    const { clock, be, askNew, count } = setUp()
    be(mood, 'get')
    for (let round = 0; round < 20; round++) await askNew()
    expect(count('get')).toBe(3)
    be('works')
    await clock.advance(10_000)
    await askNew()
    await askNew()
    expect(count('get')).toBe(5)
  })

  test('once in a while is asked on and on', async () => {
    const { be, askNew, count } = setUp()
    for (let round = 0; round < 20; round++) {
      be(round % 3 ? mood : 'works', 'get')
      await askNew()
    }
    expect(count('get')).toBe(20)
  })
})

const moods: Mood[] = ['hangs', 'throws', 'rejects', { delayMs: 500 }]
describe.each(moods)('a store that %o when it is to keep something', (mood) => {
  test('fails no call and costs no wait', async () => {
    const { client, clock, sent, be } = setUp()
    be(mood, 'set')
    for (let round = 0; round < 200; round++) {
      const call = client.get(`/${round}`).json()
      await clock.advance(0)
      expect(await stateOf(call)).not.toBe('pending')
    }
    expect(sent).toHaveLength(200)
    // Memory has it all the same.
    await client.get('/0').json()
    expect(sent).toHaveLength(200)
    await clock.advance(60_000)
    expect(clock.pending).toBe(0)
  })
})

test.each(moods.filter((mood) => mood !== 'throws' && mood !== 'rejects'))(
  'a store that %o when it is to keep something is given no more than it can take',
  async (mood) => {
    const { clock, be, count, askNew } = setUp()
    be(mood, 'set')
    for (let round = 0; round < 200; round++) await askNew()
    expect(count('set')).toBeLessThanOrEqual(64)
    await clock.advance(60_000)
    expect(clock.pending).toBe(0)
  },
)

describe.each(moods)('a store that %o when it is to forget something', (mood) => {
  test('says nothing that is believed before it has caught up', async () => {
    const clock = createVirtualClock()
    const broken = brokenStore(() => clock)
    const rest = { clock, cache: { store: broken.store } }
    const writer = rig([fresh(600, { json: 'old' })], rest)
    await writer.client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(0)
    expect(broken.memory.size).toBe(1)

    // Another client over the same store, with nothing in memory.
    const { client, sent } = rig([fresh(600, { json: 'new' })], rest)
    broken.be(mood, 'invalidate')
    client.cache.invalidate(['t'], 'gone')
    const during = client.get('/v').json()
    await clock.advance(100)
    expect(await during).toBe('new')
    broken.be('works')
    await clock.advance(60_000)
    const again = rig([fresh(600, { json: 'newer' })], rest)
    void client.get('/other').json()
    await clock.advance(100)
    expect(broken.count('invalidate')).toBeGreaterThanOrEqual(1)
    const answer = again.client.get('/v').json()
    await clock.advance(100)
    expect(await answer).not.toBe('old')
    expect(sent.length).toBeGreaterThanOrEqual(2)
  })

  test('fails neither the invalidation nor a write', async () => {
    const { client, clock, be } = setUp()
    be(mood)
    client.cache.invalidate(['t'])
    client.cache.clear()
    const write = client.put('/v', { body: {} }).json()
    await clock.advance(0)
    expect(await stateOf(write)).not.toBe('pending')
    await clock.advance(60_000)
    expect(clock.pending).toBe(0)
  })
})

test('thousands of invalidations for a store that is away are caught up with', async () => {
  const { client, clock, be, memory, askNew } = setUp()
  const told = vi.spyOn(memory, 'invalidate')
  await client.get('/kept', { cache: { tags: ['t0'] } }).json()
  await client.get('/also', { cache: { tags: ['other'] } }).json()
  await clock.advance(0)
  be('throws')
  for (let index = 0; index < 5_000; index++) client.cache.invalidate([`t${index}`], 'gone')
  await clock.advance(0)
  be('works')
  await clock.advance(20_000)
  await askNew()
  await clock.advance(0)
  expect(memory.get('https://harbour.example/api/kept\n').found).toEqual([])
  // And are not all remembered until then.
  expect(Math.max(...told.mock.calls.map(([names]) => names.length))).toBeLessThanOrEqual(1_000)
})

describe('dispose', () => {
  test('waits for what is being kept, and closes the store once', async () => {
    const { client, clock, be, memory, count } = setUp()
    be({ delayMs: 100 }, 'set')
    await client.get('/v').json()
    const end = client.dispose()
    await clock.advance(50)
    expect(await stateOf(end)).toBe('pending')
    expect(count('close')).toBe(0)
    await clock.advance(50)
    await end
    expect(memory.size).toBe(1)
    expect(count('close')).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test.each(moods)('comes to an end with a store that %o', async (mood) => {
    const { client, clock, be } = setUp()
    be(mood)
    const call = client.get('/v').json()
    await clock.advance(60_000)
    await call
    client.cache.invalidate(['t'])
    const end = client.dispose()
    await clock.advance(120_000)
    expect(await stateOf(end)).not.toBe('pending')
    expect(clock.pending).toBe(0)
  })

  test('tells the store what it has missed, so that it is not found by the next program', async () => {
    const { client, clock, be, memory } = setUp()
    await client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(0)
    be('throws', 'invalidate')
    for (let round = 0; round < 5; round++) {
      client.cache.invalidate(['t'], 'gone')
      await clock.advance(0)
    }
    be('works')
    await client.dispose()
    expect(memory.size).toBe(0)
  })
})
