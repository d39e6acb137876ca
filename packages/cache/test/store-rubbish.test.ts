import type { CacheStore, Entry, Lookup } from '@fairlead/cache'
import { type Rig, fresh, rig } from './support/rig.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const text = new TextEncoder()

/** An entry as a store should keep it. */
function entryOf(key: string, now: number): Entry {
  return {
    version: 1,
    key,
    variant: '[]',
    vary: [],
    url: 'https://harbour.example/api/v',
    status: 200,
    statusText: 'OK',
    headers: [
      ['cache-control', 'max-age=600'],
      ['content-type', 'application/json'],
    ],
    requestedAt: now,
    receivedAt: now,
    names: ['url:https://harbour.example/api/v'],
    body: text.encode('"stored"'),
  }
}

/** A client over a store that gives whatever it is told to. */
function setUp(): Rig<object> & { give: (what: unknown) => void; ask: () => Promise<unknown> } {
  let given: unknown
  let urls = 0
  const store: CacheStore = {
    get: (key) => (typeof given === 'function' ? (given as (key: string) => Lookup)(key) : (given as Lookup)),
    set: () => true,
    delete: () => {},
    invalidate: () => {},
  }
  const made = rig([fresh(600, { json: 'network' })], { cache: { store } })
  return {
    ...made,
    give: (what) => void (given = what),
    ask: () => made.client.get(`/${++urls}`).json(),
  }
}

describe('a store that gives', () => {
  const now = Date.UTC(2026, 0, 1)
  const whole: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'entries'],
    ['no list', { epoch: 1, found: {} }],
    ['no epoch', { found: [] }],
    ['an epoch that is no number', { epoch: '1', found: [] }],
    ['no entries in its list', { epoch: 1, found: [null, 1, {}, { entry: null }, { entry: {} }] }],
  ]
  test.each(whole)('%s is passed over', async (_, given) => {
    const { give, ask } = setUp()
    give(given)
    expect(await ask()).toBe('network')
  })

  const wrong: [string, (entry: Entry) => unknown][] = [
    ['an entry under another key', (entry) => ({ ...entry, key: 'https://harbour.example/api/other\n' })],
    ['an entry of another version', (entry) => ({ ...entry, version: 2 })],
    ['a body that is a text', (entry) => ({ ...entry, body: '"stored"' })],
    ['a body that is an ArrayBuffer', (entry) => ({ ...entry, body: entry.body?.buffer })],
    ['a status that no Response has', (entry) => ({ ...entry, status: 42 })],
    ['a status that is a fraction', (entry) => ({ ...entry, status: 200.5 })],
    ['a status that is no number', (entry) => ({ ...entry, status: Number.NaN })],
    ['a header with a name that is none', (entry) => ({ ...entry, headers: [['a b', 'x'], ...entry.headers] })],
    ['a header with a value that is none', (entry) => ({ ...entry, headers: [['x', 'a\nb'], ...entry.headers] })],
    ['a header with a value beyond Latin-1', (entry) => ({ ...entry, headers: [['x', '☃'], ...entry.headers] })],
    ['a header whose value is a number', (entry) => ({ ...entry, headers: [['age', 7], ...entry.headers] })],
    ['a Vary whose value is a number', (entry) => ({ ...entry, vary: [['accept', 7]] })],
    ['names that are no strings', (entry) => ({ ...entry, names: [{}, 7, null] })],
    ['times that are no numbers', (entry) => ({ ...entry, receivedAt: Number.NaN, requestedAt: Number.NaN })],
    ['a lifetime that is no number', (entry) => ({ ...entry, ttlMs: Number.NaN })],
  ]
  test.each(wrong)('%s is passed over, and the memory keeps its bounds', async (_, change) => {
    const { give, ask, client, sent } = setUp()
    give((key: string) => ({ epoch: 1, found: [{ entry: change(entryOf(key, now)), stale: false }] }))
    expect(await ask()).toBe('network')
    give({ epoch: 1, found: [] })
    await client.get('/kept').json()
    const before = sent.length
    await client.get('/kept').json()
    expect(sent).toHaveLength(before)
  })

  test('what it was given is believed', async () => {
    const { give, ask, sent } = setUp()
    give((key: string) => ({ epoch: 1, found: [{ entry: entryOf(key, now), stale: false }] }))
    expect(await ask()).toBe('stored')
    expect(sent).toHaveLength(0)
  })

  test('10,000 odd shapes fails no call', async () => {
    const { give, ask, client, sent, clock } = setUp()
    const fields = Object.keys(entryOf('', now)) as (keyof Entry)[]
    const odd = fc.oneof(
      fc.anything({ maxDepth: 2 }),
      fc.record({ epoch: fc.anything(), found: fc.array(fc.anything({ maxDepth: 2 }), { maxLength: 3 }) }),
    )
    const nearly = fc.record({
      field: fc.constantFrom(...fields, 'ttlMs', 'staleMs'),
      value: fc.oneof(
        fc.anything({ maxDepth: 2 }),
        fc.double(),
        fc.integer(),
        fc.string(),
        fc.array(fc.tuple(fc.string(), fc.anything({ maxDepth: 1 })), { maxLength: 3 }),
        fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { maxLength: 3 }),
        fc.uint8Array({ maxLength: 9 }),
      ),
      stale: fc.anything({ maxDepth: 0 }),
    })
    const store = fc.oneof(
      odd,
      nearly.map(({ field, value, stale }) => (key: string) => ({
        epoch: 1,
        found: [{ entry: { ...entryOf(key, clock.now()), [field]: value }, stale }],
      })),
    )
    let asked = 0
    await fc.assert(
      fc.asyncProperty(store, async (given) => {
        give(typeof given === 'function' ? given : () => given)
        asked++
        const response = await client.get(`/odd/${asked}`).response()
        expect(response.status).toBeGreaterThanOrEqual(200)
        await response.arrayBuffer()
      }),
      { numRuns: 10_000 },
    )
    // And after all that, the memory works as before.
    give({ epoch: 1, found: [] })
    expect(await ask()).toBe('network')
    await client.get('/kept').json()
    const before = sent.length
    await client.get('/kept').json()
    expect(sent).toHaveLength(before)
  }, 60_000)
})
