import { type CacheStore, type Entry, memoryStore } from '@fairlead/cache'
import type { ClientEvent } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { virtualBus } from './support/bus.ts'
import { fresh, rig } from './support/rig.ts'
import { fakeSession } from './support/session.ts'
import { signing } from './support/signing.ts'

/** A store that shows all it was ever told. */
function seenStore() {
  const memory = memoryStore()
  const entries: Entry[] = []
  const told: unknown[] = []
  const store: CacheStore = {
    get(key) {
      told.push(key)
      return memory.get(key)
    },
    set(entry, epoch) {
      entries.push(entry)
      told.push(entry)
      return memory.set(entry, epoch)
    },
    delete(key, variant) {
      told.push([key, variant])
      memory.delete(key, variant)
    },
    invalidate(names, mode) {
      told.push(names)
      memory.invalidate(names, mode)
    },
  }
  return { store, entries, told }
}

const byHand: [string, Record<string, string>][] = [
  ['Authorization', { authorization: 'Bearer s3cret' }],
  ['Cookie', { cookie: 'sid=s3cret' }],
  ['an API key', { 'x-api-key': 's3cret' }],
  ['a DPoP proof', { dpop: 's3cret' }],
  ['a token of one’s own', { 'x-access-token': 's3cret' }],
]

describe.each(byHand)('a call with %s by hand', (_, headers) => {
  test('is cached on a server only as a shared cache may', async () => {
    const rules: [string, string][] = [
      ['max-age=60', 'miss'],
      ['private, max-age=60', 'miss'],
      ['public, max-age=60', 'hit'],
      ['s-maxage=60', 'hit'],
      ['max-age=60, must-revalidate', 'hit'],
    ]
    for (const [field, outcome] of rules) {
      const { client, reports } = rig([fresh(0, { json: 1, headers: { 'cache-control': field } })])
      await client.get('/v', { headers }).json()
      await client.get('/v', { headers }).json()
      expect([field, reports.at(-1)?.outcome]).toEqual([field, outcome])
    }
  })

  test('is cached for its credential alone where the cache is said to be private', async () => {
    const { client, reports, sent } = rig([fresh(60)], { cache: { type: 'private' } })
    const [name = ''] = Object.keys(headers)
    await client.get('/v', { headers }).json()
    await client.get('/v', { headers: { [name]: 'another' } }).json()
    await client.get('/v').json()
    expect(sent).toHaveLength(3)
    await client.get('/v', { headers }).json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })

  test('puts nothing into a second tier that another process could not tell apart', async () => {
    const { store, told } = seenStore()
    const { client, clock, sent } = rig([fresh(60)], { cache: { type: 'private', store } })
    await client.get('/v', { headers }).json()
    await client.get('/v', { headers }).json()
    await clock.advance(0)
    // Nor is it asked: the number of a credential is another one's in the next process.
    expect(told).toEqual([])
    expect(sent).toHaveLength(1)
  })
})

describe('no credential is in', () => {
  test.each(['private', 'shared', undefined] as const)('a key, a name, an event or a field: type %s', async (type) => {
    const { store, told } = seenStore()
    const bus = virtualBus()
    const fake = fakeSession('ada')
    const { client, clock } = rig(
      ({ url }) =>
        fresh(60, {
          json: 1,
          headers: {
            'cache-control': 'public, max-age=60',
            vary: 'authorization, cookie, x-api-key, accept-language',
            'cache-groups': '"g"',
            etag: `"${url.length}"`,
          },
        }),
      { cache: { ...(type && { type }), store }, session: fake.session, plugins: [signing()], broadcast: bus.tab() },
    )
    const events: ClientEvent[] = []
    client.on((event) => events.push(event))
    const fields: unknown[] = []
    for (let round = 0; round < 3; round++) {
      for (const [, headers] of byHand) {
        const response = await client.get('/v', { headers, cache: { tags: ['t'] } }).response()
        fields.push([...response.headers])
        await client.get('/w', { headers, auth: 'public' }).json()
      }
      await client.get('/me').json()
      client.cache.invalidate(['t'])
      await clock.advance(30_000)
    }
    await client.put('/v', { headers: { authorization: 'Bearer s3cret' } }).result()
    fake.signOut()
    await clock.advance(10)
    const all = JSON.stringify([told, events, fields, bus.posted])
    expect(told.length).toBeGreaterThan(0)
    expect(all).not.toContain('s3cret')
    expect(all).not.toContain('ada-1')
    await client.dispose()
  })
})

describe('a session’s identity', () => {
  test('is in the second tier, so that its end is heard there', async () => {
    const { store, entries } = seenStore()
    const fake = fakeSession('ada')
    const { client, clock } = rig([fresh(60)], { session: fake.session, cache: { store } })
    await client.get('/me').json()
    await clock.advance(0)
    expect(entries[0]?.names).toContain('id:ada')
    fake.signOut()
    await clock.advance(0)
    expect((await store.get(entries[0]?.key ?? '')).found).toEqual([])
  })

  test('with a token by hand as well is two things at once', async () => {
    const fake = fakeSession('ada')
    const { client, sent, reports } = rig([fresh(60)], { session: fake.session })
    await client.get('/v').json()
    await client.get('/v', { headers: { 'x-api-key': 'one' } }).json()
    await client.get('/v', { headers: { 'x-api-key': 'two' } }).json()
    expect(sent).toHaveLength(3)
    await client.get('/v', { headers: { 'x-api-key': 'one' } }).json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    fake.signOut()
    fake.signIn('ada')
    await client.get('/v', { headers: { 'x-api-key': 'one' } }).json()
    expect(sent).toHaveLength(4)
  })

  test('that is not known yet is of this process alone, and ends with its epoch', async () => {
    const { store, entries } = seenStore()
    const fake = fakeSession('')
    const session = Object.create(fake.session, { state: { value: 'authenticated' } }) as typeof fake.session
    const { client, clock, sent } = rig([fresh(60)], { session, cache: { store } })
    await client.get('/me').json()
    await client.get('/me').json()
    await clock.advance(0)
    expect(sent).toHaveLength(1)
    expect(entries).toEqual([])
    fake.signIn('')
    await client.get('/me').json()
    expect(sent).toHaveLength(2)
  })
})

test('more tokens than are told apart at once are never mixed up', async () => {
  const { client, sent } = rig(({ headers }) => fresh(60, { json: headers['authorization'] }), {
    cache: { type: 'private' },
  })
  const ask = (token: number) => client.get('/v', { headers: { authorization: `Bearer ${token}` } }).json()
  for (let round = 0; round < 2; round++)
    for (let token = 0; token < 1_200; token++) expect(await ask(token)).toBe(`Bearer ${token}`)
  expect(sent.length).toBeGreaterThan(1_200)
}, 20_000)
