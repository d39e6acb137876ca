import { memoryStore } from '@fairlead/cache'
import type { Session } from '@fairlead/core'
import type { Answer, Script } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig, times } from './support/rig.ts'
import { fakeSession } from './support/session.ts'
import { signing } from './support/signing.ts'

/** Answers with the bearer token it is shown. */
const whoami =
  (headers: Record<string, string> = {}, delayMs = 0) =>
  ({ headers: { authorization = 'nobody' } }: { headers: Readonly<Record<string, string>> }): Answer =>
    fresh(600, { json: authorization, headers, delayMs })

function signedIn(user: string, script: Script = whoami(), more: Parameters<typeof rig>[1] = {}) {
  const fake = fakeSession(user)
  return { ...fake, ...rig(script, { session: fake.session, plugins: [signing()], ...more }) }
}

const said: [string, Record<string, string>][] = [
  ['without Vary', {}],
  ['with Vary: Authorization', { vary: 'Authorization' }],
  ['with Vary: Cookie', { vary: 'Cookie' }],
  ['that say public', { 'cache-control': 'public, max-age=600' }],
  ['that say private', { 'cache-control': 'private, max-age=600' }],
  ['that say s-maxage', { 'cache-control': 's-maxage=600, max-age=600' }],
]

describe.each(said)('answers %s', (_, headers) => {
  test('are each user’s own, in turn', async () => {
    const { client, signIn, sent, reports } = signedIn('ada', whoami(headers))
    for (const user of ['ada', 'bob', 'cyd']) {
      if (user !== 'ada') signIn(user)
      expect(await client.get('/me').json()).toBe(`Bearer ${user}-1`)
      expect(await client.get('/me').json()).toBe(`Bearer ${user}-1`)
    }
    expect(sent).toHaveLength(3)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['miss', 'hit', 'miss', 'hit', 'miss', 'hit'])
  })

  test('are each user’s own, at once, on a server', async () => {
    const { client, clock, sent } = signedIn('', whoami(headers, 10))
    const users = times(5, (index) => fakeSession(`user${index}`).session)
    const calls = times(50, (index) =>
      client
        .withSession(users[index % 5] as never)
        .get('/me')
        .json(),
    )
    await clock.advance(100)
    expect(await Promise.all(calls)).toEqual(times(50, (index) => `Bearer user${index % 5}-1`))
    expect(sent).toHaveLength(5)
  })

  test('with a token by hand are each token’s own, at once and in turn', async () => {
    for (const type of ['private', 'shared', undefined] as const) {
      const { client, clock } = rig(whoami(headers, 10), { cache: type ? { type } : {} })
      const ask = async (mark: string) => {
        const calls = times(30, (index) =>
          client.get('/me', { headers: { authorization: `Bearer ${index % 3}` }, query: { mark } }).json(),
        )
        await clock.advance(100)
        return Promise.all(calls)
      }
      const own = times(30, (index) => `Bearer ${index % 3}`)
      expect(await ask('first')).toEqual(own)
      // What the server says all may see, a store may show to another.
      const isForAll = type !== 'private' && /public|s-maxage/.test(headers['cache-control'] ?? '')
      expect(isForAll ? own : await ask('first')).toEqual(own)
      expect(await ask('second')).toEqual(own)
    }
  })
})

describe('a sign-out', () => {
  test('empties the store of the user’s answers at once, and of no one else’s', async () => {
    const store = memoryStore()
    const { client, signOut, clock } = signedIn('ada', whoami(), { cache: { store } })
    await client.get('/public', { auth: 'public' }).json()
    await client.get('/me').json()
    await clock.advance(0)
    expect(store.size).toBe(2)
    signOut()
    await clock.advance(0)
    expect(store.size).toBe(1)
  })

  test('ends reads that are under way, and nothing of them is stored', async () => {
    const { client, clock, signOut, signIn, sent } = signedIn('ada', whoami({}, 50))
    const read = failureOf(client.get('/me').json())
    await clock.advance(10)
    signOut()
    expect(await read).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    await clock.advance(100)
    signIn('ada')
    const again = client.get('/me').json()
    await clock.advance(100)
    expect(await again).toBe('Bearer ada-1')
    expect(sent).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  test('ends a revalidation behind the user’s back, and nothing of it is stored', async () => {
    const { client, clock, signOut, signIn, sent } = signedIn('ada', (_request, index) =>
      index === 0
        ? { json: 0, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600' } }
        : fresh(600, { json: index, delayMs: 50 }),
    )
    await client.get('/me').json()
    await clock.advance(2_000)
    expect(await client.get('/me').json()).toBe(0)
    await clock.advance(10)
    signOut()
    await clock.advance(100)
    signIn('ada')
    const again = client.get('/me').json()
    await clock.advance(100)
    expect(await again).toBe(2)
    expect(sent).toHaveLength(3)
  })

  test('ends a body that is under way, and nothing of it is stored', async () => {
    const slow = fresh(600, { pieces: ['a', { waitMs: 50 }, 'b'] })
    const { client, clock, signOut, signIn, sent } = signedIn('ada', () => slow)
    const response = await client.get('/me').response()
    const text = failureOf(response.text())
    signOut()
    expect(await text).toMatchObject({ kind: 'rejected' })
    await clock.advance(100)
    signIn('ada')
    const again = client.get('/me').text()
    await clock.advance(100)
    expect(await again).toBe('ab')
    expect(sent).toHaveLength(2)
  })

  test('of the one user ends nothing of another one on the same server', async () => {
    const { client, clock } = signedIn('', whoami({}, 50))
    const [ada, bob] = [fakeSession('ada'), fakeSession('bob')]
    const leaving = failureOf(client.withSession(ada.session).get('/me').json())
    const staying = client.withSession(bob.session).get('/me').json()
    await clock.advance(10)
    ada.signOut()
    await clock.advance(100)
    expect((await leaving).kind).toBe('rejected')
    expect(await staying).toBe('Bearer bob-1')
  })

  test('and a sign-in of the same user find nothing of before', async () => {
    const { client, signOut, signIn, sent } = signedIn('ada')
    await client.get('/me').json()
    signOut()
    signIn('ada')
    await client.get('/me').json()
    expect(sent).toHaveLength(2)
  })

  test('of a server’s request ends what is stored of its user', async () => {
    const { client, sent } = signedIn('')
    const first = fakeSession('ada')
    await client.withSession(first.session).get('/me').json()
    first.signOut()
    await client.withSession(fakeSession('ada').session).get('/me').json()
    expect(sent).toHaveLength(2)
  })

  test('of a user who has made no call empties the store of what an earlier program kept', async () => {
    const store = memoryStore()
    const before = signedIn('ada', whoami(), { cache: { store } })
    await before.client.get('/me').json()
    await before.clock.advance(0)
    const kept = store.size
    expect(kept).toBe(1)
    const { clock, signIn, signOut } = signedIn('', whoami(), { cache: { store } })
    await clock.advance(0)
    signIn('ada')
    await clock.advance(0)
    signOut()
    await clock.advance(0)
    expect(store.size).toBe(0)
  })

  test('of a user whose session was restored meanwhile does the same', async () => {
    const store = memoryStore()
    const before = signedIn('ada', whoami(), { cache: { store } })
    await before.client.get('/me').json()
    await before.clock.advance(0)
    expect(store.size).toBe(1)
    // Whose session it is becomes known with `ready`, in the same epoch.
    const { promise: ready, resolve: restored } = Promise.withResolvers<void>()
    const ending = new AbortController()
    let identity = ''
    const session = Object.create(fakeSession('').session, {
      state: { get: () => (identity ? 'authenticated' : 'restoring') },
      ready: { value: ready },
      identity: { get: () => identity },
      signal: { value: ending.signal },
    }) as Session
    const { clock } = rig(whoami(), { session, cache: { store } })
    await clock.advance(0)
    identity = 'ada'
    restored()
    await clock.advance(0)
    ending.abort()
    await clock.advance(0)
    expect(store.size).toBe(0)
  })

  test('leaves what everybody may see', async () => {
    const { client, signOut, sent } = signedIn('ada')
    await client.get('/public', { auth: 'public' }).json()
    signOut()
    await client.get('/public', { auth: 'public' }).json()
    expect(sent).toHaveLength(1)
  })
})

describe('the same user', () => {
  test('keeps what is stored when the token is refreshed', async () => {
    const { client, refresh, sent } = signedIn('ada')
    await client.get('/me').json()
    refresh()
    expect(await client.get('/me').json()).toBe('Bearer ada-1')
    expect(sent).toHaveLength(1)
  })

  test('of two requests to a server shares what is stored', async () => {
    const { client, sent } = signedIn('')
    for (let request = 0; request < 3; request++) await client.withSession(fakeSession('ada').session).get('/me').json()
    expect(sent).toHaveLength(1)
  })

  test('of two requests to a server at once is ended by the end of neither', async () => {
    const { client, clock } = signedIn('', whoami({}, 50))
    const [one, other] = [fakeSession('ada'), fakeSession('ada')]
    const first = failureOf(client.withSession(one.session).get('/me').json())
    const second = client.withSession(other.session).get('/me').json()
    await clock.advance(10)
    one.signOut()
    await clock.advance(200)
    expect(await first).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    expect(await second).toBe('Bearer ada-1')
  })
})

describe('a session that nobody is signed in to', () => {
  test('shares with calls that belong to no session', async () => {
    const { client, sent } = signedIn('')
    await client.get('/v').json()
    await client.get('/v', { auth: 'public' }).json()
    expect(sent).toHaveLength(1)
  })

  test('shows nothing of it to who signs in', async () => {
    const { client, signIn } = signedIn('')
    expect(await client.get('/me').json()).toBe('nobody')
    signIn('ada')
    expect(await client.get('/me').json()).toBe('Bearer ada-1')
  })
})
