import { get } from '@fairlead/core'
import { describe, expect, test, vi } from 'vitest'
import { virtualBus } from './support/bus.ts'
import { fresh, rig, times } from './support/rig.ts'

const contract = { list: get('/v', { tags: ['vessels'] }) }

/** Tabs of one program, each with a client and a cache of its own. */
function openTabs(count: number) {
  const bus = virtualBus()
  const first = rig(() => fresh(600, { json: 1, headers: { etag: '"a"' } }), { contract, broadcast: bus.tab() })
  const others = times(count - 1, () =>
    rig(() => fresh(600, { json: 1, headers: { etag: '"a"' } }), {
      contract,
      broadcast: bus.tab(),
      clock: first.clock,
    }),
  )
  return { bus, tabs: [first, ...others] as const, clock: first.clock }
}

describe('what is invalidated in one tab', () => {
  test('is stale in the others', async () => {
    const { tabs, clock } = openTabs(3)
    for (const { client } of tabs) await client.api.list()
    tabs[0].client.cache.invalidate(['vessels'])
    await clock.advance(0)
    for (const { client, reports } of tabs) {
      await client.api.list()
      expect(reports.at(-1)).toMatchObject({ reason: 'invalidated' })
    }
  })

  test('as gone is gone in the others', async () => {
    const { tabs, clock } = openTabs(2)
    for (const { client } of tabs) await client.api.list()
    tabs[0].client.cache.invalidate(['vessels'], 'gone')
    await clock.advance(0)
    await tabs[1]?.client.api.list()
    expect(tabs[1]?.sent.at(-1)?.headers['if-none-match']).toBeUndefined()
    expect(tabs[1]?.sent).toHaveLength(2)
  })

  test('by a write to its URL is gone in the others', async () => {
    const { tabs, clock } = openTabs(2)
    for (const { client } of tabs) await client.api.list()
    await tabs[0].client.put('/v', { body: {} })
    await clock.advance(0)
    await tabs[1]?.client.api.list()
    expect(tabs[1]?.reports.at(-1)).toMatchObject({ outcome: 'miss', reason: 'uri-miss' })
  })

  test('before the tab has made its first call is heard by the others', async () => {
    const { bus, tabs, clock } = openTabs(1)
    await tabs[0].client.api.list()
    const late = rig([fresh(600)], { contract, broadcast: bus.tab(), clock })
    late.client.cache.invalidate(['vessels'])
    await clock.advance(0)
    await tabs[0].client.api.list()
    expect(tabs[0].reports.at(-1)).toMatchObject({ reason: 'invalidated' })
  })

  test('is announced on the tags of every tab once, and sent once', async () => {
    const { bus, tabs, clock } = openTabs(4)
    await clock.advance(0)
    const heard = tabs.map(({ client }) => {
      const listener = vi.fn<(change: object) => void>()
      client.tags.subscribe(listener)
      return listener
    })
    tabs[0].client.cache.invalidate(['vessels', 'berths'], 'gone')
    await clock.advance(10)
    for (const listener of heard) {
      expect(listener.mock.calls).toEqual([[{ tags: ['vessels', 'berths'], mode: 'gone' }]])
    }
    expect(bus.posted).toHaveLength(1)
  })

  test('that each tab hears of by itself is done here, and sent to nobody', async () => {
    const { bus, tabs, clock } = openTabs(2)
    await tabs[0].client.api.list()
    tabs[0].client.tags.invalidate(['vessels'], 'stale', 'tab')
    await clock.advance(10)
    await tabs[0].client.api.list()
    expect(tabs[0].reports.at(-1)).toMatchObject({ reason: 'invalidated' })
    expect(bus.posted).toEqual([])
  })

  test('goes to the others as names, never as what was read', async () => {
    const { bus, tabs, clock } = openTabs(2)
    await tabs[0].client.api.list()
    await tabs[0].client.put('/v', { body: { secret: 'cargo' }, headers: { authorization: 'Bearer t0ken' } })
    tabs[0].client.cache.invalidate(['vessels'])
    tabs[0].client.cache.clear()
    await clock.advance(0)
    expect(bus.posted).toMatchObject([{ mode: 'gone' }, { mode: 'stale' }, { mode: 'gone' }])
    const [write, tags, all] = bus.posted.map((message) => (message as { names: string[] }).names)
    expect(write?.every((name) => name.endsWith('https://harbour.example/api/v'))).toBe(true)
    expect([tags, all]).toEqual([['tag:vessels'], ['*']])
  })

  test('by a listener that invalidates in answer is sent as well, and comes to an end', async () => {
    const { bus, tabs, clock } = openTabs(2)
    await clock.advance(0)
    for (const { client } of tabs)
      client.tags.subscribe(({ tags }) => tags.includes('a') && client.cache.invalidate(['b']))
    tabs[0].client.cache.invalidate(['a'])
    await clock.advance(10)
    expect(bus.posted.length).toBeLessThanOrEqual(3)
    expect(bus.posted).toContainEqual({ names: ['tag:b'], mode: 'stale' })
  })

  test('is not heard by a client of another origin', async () => {
    const bus = virtualBus()
    const here = rig([fresh(600)], { contract, broadcast: bus.tab() })
    const names: string[] = []
    const spy = bus.tab()
    const there = rig([fresh(600)], {
      broadcast: (name, listener) => {
        names.push(name)
        return spy(name, listener)
      },
    })
    await here.clock.advance(0)
    await there.clock.advance(0)
    expect(names).toEqual(['fairlead cache https://harbour.example'])
  })
})

describe('a message that is no invalidation', () => {
  const garbage: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'gone'],
    ['a number', 7],
    ['names that are no list', { names: 'tag:vessels', mode: 'gone' }],
    ['names that are no strings', { names: [1, {}], mode: 'gone' }],
    ['an unknown mode', { names: ['tag:vessels'], mode: 'maybe' }],
    ['a message of a future version', { version: 2, epochs: [] }],
  ]
  test.each(garbage)('such as %s makes the tab ask before it shows what it has', async (_, message) => {
    const { bus, tabs, clock } = openTabs(1)
    const { client, reports, sent } = tabs[0]
    await client.api.list()
    bus.shout(message)
    await clock.advance(0)
    expect(await client.api.list()).toBe(1)
    expect(reports.at(-1)).toMatchObject({ reason: 'invalidated' })
    expect(sent.at(-1)?.headers['if-none-match']).toBe('"a"')
    expect(bus.posted).toEqual([])
  })

  test('invalidates no tags', async () => {
    const { bus, tabs, clock } = openTabs(1)
    const heard = vi.fn<() => void>()
    tabs[0].client.tags.subscribe(heard)
    await clock.advance(0)
    for (const [, message] of garbage) bus.shout(message)
    bus.shout({ names: [], mode: 'gone' })
    bus.shout({ names: ['url:https://harbour.example/api/v'], mode: 'gone' })
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('a tab that may have missed messages', () => {
  test('asks before it shows what it has in memory', async () => {
    const { tabs, clock } = openTabs(1)
    const { client, reports } = tabs[0]
    await client.api.list()
    for (const event of ['hidden', 'offline', 'online', 'visible'] as const) clock.emit(event)
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    clock.emit('resumed')
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ outcome: 'miss', reason: 'invalidated' })
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })

  test('shows it while the server cannot be reached', async () => {
    let online = true
    const { client, clock } = rig(() => (online ? fresh(600) : { error: new TypeError('offline') }))
    await client.get('/v').json()
    online = false
    clock.emit('resumed')
    expect(await client.get('/v').json()).toBe(1)
  })
})

describe('a channel that fails', () => {
  test('when it is opened leaves the cache working', async () => {
    const { client, reports } = rig([fresh(600)], {
      broadcast: () => {
        throw new Error('no channel in a sandboxed frame')
      },
    })
    await client.get('/v').json()
    client.cache.invalidate(['x'])
    await client.get('/v').json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    await client.dispose()
  })

  test('when it posts leaves the cache working', async () => {
    const { client, sent } = rig([fresh(600)], {
      broadcast: () => ({
        post: () => {
          throw new Error('closed')
        },
        close() {},
      }),
    })
    await client.get('/v', { cache: { tags: ['t'] } }).json()
    client.cache.invalidate(['t'])
    await client.put('/w', { body: {} })
    await client.get('/v').json()
    expect(sent).toHaveLength(3)
  })
})

test('a client that is disposed of hears and says nothing more', async () => {
  const { bus, tabs, clock } = openTabs(2)
  const [one, other] = tabs
  await clock.advance(0)
  expect(bus.open).toBe(2)
  await one.client.dispose()
  expect(bus.open).toBe(1)
  await other?.client.dispose()
  expect(bus.open).toBe(0)
  const soon = rig([fresh(600)], { broadcast: bus.tab(), clock })
  await soon.client.dispose()
  await clock.advance(0)
  expect(bus.open).toBe(0)
})
