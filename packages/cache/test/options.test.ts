import { type CacheOptions, type CallCacheOptions, cache, memoryStore } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig } from './support/rig.ts'

const plugin: [string, unknown][] = [
  ['an unknown option', { ttl: 5 }],
  ['a type that there is not', { type: 'public' }],
  ['a ttl below 0', { ttlMs: -1 }],
  ['a ttl that is no number', { ttlMs: '60' }],
  ['a ttl that is NaN', { ttlMs: Number.NaN }],
  ['a stale time below 0', { staleMs: -5 }],
  ['a stale time that is null', { staleMs: null }],
  ['a deadline that is no number', { storeDeadlineMs: 'soon' }],
  ['a deadline below 0', { storeDeadlineMs: -1 }],
  ['targets that are no list', { targets: 'cdn-cache-control' }],
  ['a target that is no string', { targets: [1] }],
  ['heuristic that is no boolean', { heuristic: 'yes' }],
  ['decoded that is no boolean', { decoded: 1 }],
  ['a store without get', { store: {} }],
  ['a store that lacks a part', { store: { get: () => ({ epoch: 0, found: [] }) } }],
  ['a store that is a text', { store: 'redis://' }],
  ['a store that is null', { store: null }],
  ['a waitUntil that is no function', { waitUntil: {} }],
  ['options that are null', null],
  ['options that are a number', 60_000],
]

describe('cache() refuses', () => {
  test.each(plugin)('%s', (_, options) => {
    expect(() => cache(options as CacheOptions)).toThrow(expect.objectContaining({ kind: 'config' }) as Error)
  })

  const memory: [string, unknown][] = [
    ['an unknown bound', { maxItems: 5 }],
    ['a bound below 0', { maxBytes: -1 }],
    ['a bound of 0', { maxEntries: 0 }],
    ['a bound that is NaN', { maxEntryBytes: Number.NaN }],
    ['a bound that is a text', { maxBytes: '5 MB' }],
    ['what is no object', 5],
    ['null', null],
  ]
  test.each(memory)('memory with %s, before the first call', (_, bounds) => {
    expect(() => createClient({ plugins: [cache({ memory: bounds } as CacheOptions)] })).toThrow(
      expect.objectContaining({ kind: 'config' }) as Error,
    )
  })

  test('nothing that its types allow', () => {
    const all: CacheOptions = {
      type: 'shared',
      memory: { maxBytes: 1, maxEntries: 1, maxEntryBytes: Infinity },
      store: memoryStore(),
      ttlMs: 0,
      staleMs: Infinity,
      heuristic: false,
      targets: [],
      storeDeadlineMs: 0,
      decoded: false,
      waitUntil: () => {},
    }
    expect(cache(all).name).toBe('cache')
    expect(cache({}).name).toBe('cache')
    expect(cache({ ttlMs: undefined } as never).name).toBe('cache')
  })
})

const call: [string, unknown][] = [
  ['a mode that there is not', 'no-cash'],
  ['an unknown option', { ttl: 5 }],
  ['a mode that there is not, in an object', { mode: 'fresh' }],
  ['a ttl below 0', { ttlMs: -1 }],
  ['a ttl that is NaN', { ttlMs: Number.NaN }],
  ['a stale time that is a text', { staleMs: '5' }],
  ['tags that are a text', { tags: 'vessels' }],
  ['a tag that is no string', { tags: ['a', 5] }],
  ['a number', 60_000],
  ['a boolean', false],
  ['null', null],
  ['a list', ['reload']],
]

describe('a call is refused before anything is sent with', () => {
  test.each(call)('%s', async (_, option) => {
    const { client, sent } = rig([fresh(60)])
    expect((await failureOf(client.get('/v', { cache: option as CallCacheOptions }))).kind).toBe('config')
    expect(sent).toHaveLength(0)
  })

  test.each(call)('%s in the options of its endpoint', async (_, option) => {
    const contract = { list: get('/v', { options: { cache: option } }) }
    const { client, sent } = rig([fresh(60)], { contract })
    expect((await failureOf(client.api.list())).kind).toBe('config')
    expect(sent).toHaveLength(0)
  })

  const tags: [string, unknown][] = [
    [
      'throws',
      () => {
        throw new Error('no id')
      },
    ],
    ['gives nothing', () => undefined],
    ['gives a text', () => 'vessels'],
    ['gives what are no strings', () => [1, null]],
    ['takes its time', async () => ['vessels']],
  ]
  test.each(tags)('tags of its endpoint whose function %s', async (_, source) => {
    const contract = { list: get('/v', { tags: source as never }) }
    const { client, sent } = rig([fresh(60)], { contract })
    expect((await failureOf(client.api.list())).kind).toBe('config')
    expect(sent).toHaveLength(0)
  })

  test('tags of its endpoint that need the answer', async () => {
    const contract = { list: get('/v', { tags: ({ data }) => [(data as { id: string }).id] }) }
    const { client, sent } = rig([fresh(60)], { contract })
    const failure = await failureOf(client.api.list())
    expect(failure.kind).toBe('config')
    expect(failure.message).toContain('before the answer')
    expect(sent).toHaveLength(0)
  })
})

describe('client.cache.invalidate refuses', () => {
  test.each([['vessels'], [undefined], [[1]], [{ 0: 'a' }], [null]])('%o as tags', (tags) => {
    const { client } = rig([fresh(60)])
    expect(() => client.cache.invalidate(tags as never)).toThrow(expect.objectContaining({ kind: 'config' }) as Error)
  })

  test.each(['soft', '', null, 1])('%o as a mode', (mode) => {
    const { client } = rig([fresh(60)])
    expect(() => client.cache.invalidate(['a'], mode as never)).toThrow(
      expect.objectContaining({ kind: 'config' }) as Error,
    )
  })

  test('no empty list and no strange strings', async () => {
    const { client, reports } = rig([fresh(60)])
    const strange = [
      '',
      '*',
      '__proto__',
      'constructor',
      'tag:x',
      'url:https://harbour.example/api/v',
      '☃'.repeat(1_000),
    ]
    await client.get('/v', { cache: { tags: ['x'] } })
    client.cache.invalidate([])
    client.cache.invalidate(strange)
    await client.get('/v', { cache: { tags: ['x'] } })
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    for (const [index, tag] of strange.entries()) {
      await client.get(`/${index}`, { cache: { tags: [tag] } })
      client.cache.invalidate([tag], 'gone')
      await client.get(`/${index}`)
      expect([tag, reports.at(-1)?.outcome]).toEqual([tag, 'miss'])
    }
  })
})
