import { memoryStore } from '@fairlead/cache'
import { describe, expect, test } from 'vitest'
import { entry } from './support/entry.ts'
import { fresh, rig, times } from './support/rig.ts'

/** A client whose second tier is a memory that can be looked at; its first one is as large. */
function setUp(bounds: Parameters<typeof memoryStore>[0], bodyBytes: number, headers: Record<string, string> = {}) {
  const store = memoryStore(bounds)
  const body = new Uint8Array(bodyBytes)
  const made = rig(() => fresh(600, { body, headers: { 'content-type': 'image/png', ...headers } }), {
    cache: { store, ...(bounds && { memory: bounds }) },
  })
  const ask = async (path: string, own: Record<string, string> = {}) => {
    await made.client.get(path, { headers: own }).bytes()
    await made.clock.advance(0)
    return made.reports.at(-1)?.outcome
  }
  return { ...made, store, ask }
}

describe('the memory', () => {
  test('holds 3,000 answers of 4 KiB each, within its bytes', async () => {
    const store = memoryStore({ maxBytes: 4_000_000 })
    const { client } = rig(() => fresh(600, { body: new Uint8Array(4_096) }), {
      cache: { store, memory: { maxBytes: 4_000_000 } },
    })
    for (let index = 0; index < 3_000; index++) {
      await client.get(`/${index}`).bytes()
      expect(store.bytes).toBeLessThanOrEqual(4_000_000)
    }
    expect(store.size).toBeGreaterThan(500)
    expect(store.size).toBeLessThan(1_000)
  })

  test('holds so many answers', async () => {
    const { store, ask } = setUp({ maxEntries: 10 }, 10)
    for (let index = 0; index < 30; index++) await ask(`/${index}`)
    expect(store.size).toBe(10)
  })

  test('lets go of what was not used for longest', async () => {
    const { client, reports } = rig([fresh(600, { body: 'x' })], { cache: { memory: { maxEntries: 3 } } })
    for (const path of ['/a', '/b', '/c', '/a', '/d']) await client.get(path).bytes()
    for (const path of ['/a', '/c', '/d']) {
      await client.get(path, { cache: 'only-if-cached' }).bytes()
      expect([path, reports.at(-1)?.outcome]).toEqual([path, 'hit'])
    }
    const gone = await client.get('/b', { cache: 'only-if-cached' }).result()
    expect(gone.status).toBe(504)
  })

  test('holds no answer that is larger than one may be', async () => {
    const { store, ask } = setUp({ maxEntryBytes: 100 }, 101)
    expect([await ask('/a'), await ask('/a')]).toEqual(['miss', 'miss'])
    expect(store.size).toBe(0)
  })

  test('lets go of nothing for an answer that does not fit at all', async () => {
    const store = memoryStore({ maxBytes: 20_000 })
    const sizes: Record<string, number> = { small: 100, large: 19_900 }
    const { client, reports } = rig(
      ({ url }) => fresh(600, { body: new Uint8Array(sizes[new URL(url).pathname.slice(5)] ?? 0) }),
      { cache: { memory: { maxBytes: 20_000 } } },
    )
    await client.get('/small').bytes()
    await client.get('/large').bytes()
    expect(reports.at(-1)).toMatchObject({ stored: false, refusal: 'too-large' })
    await client.get('/small').bytes()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    expect(store.size).toBe(0)
  })

  test('is not filled by one URL that varies by everything', async () => {
    const { store, ask } = setUp({}, 10, { vary: 'x-request' })
    for (let index = 0; index < 200; index++) await ask('/v', { 'x-request': String(index) })
    expect(store.size).toBeLessThanOrEqual(32)
    expect(await ask('/v', { 'x-request': '199' })).toBe('hit')
  })

  test('is as empty as before when all is gone', async () => {
    const { store, ask, client, clock } = setUp({}, 10)
    await Promise.all(times(50, (index) => ask(`/${index}`)))
    expect(store.size).toBe(50)
    client.cache.clear()
    await clock.advance(0)
    expect([store.size, store.bytes]).toEqual([0, 0])
  })
})

describe('what was made of a body', () => {
  test('counts still when its header was freshened', () => {
    const store = memoryStore()
    const answer = entry('k')
    store.set(answer, 0)
    store.charge(answer, 5_000)
    const before = store.bytes
    store.set({ ...answer, receivedAt: 1 }, 0)
    expect(store.bytes).toBe(before)
    store.set({ ...answer, body: new Uint8Array(1) }, 0)
    expect(store.bytes).toBe(before - 5_000)
  })
})
