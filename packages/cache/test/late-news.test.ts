import { memoryStore } from '@fairlead/cache'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { brokenStore } from './support/broken-store.ts'
import { failureOf, fresh, rig, times } from './support/rig.ts'
import { fakeSession } from './support/session.ts'

const onError = { 'cache-control': 'max-age=1, stale-if-error=600', etag: '"a"' }

describe('what is stored and stale, while the server is asked,', () => {
  test.each(['stale', 'gone'] as const)('and becomes %s stands in for a failure as that says', async (mode) => {
    const { client, clock } = rig([
      fresh(1, { json: 'kept', headers: onError }),
      { delayMs: 50, error: new TypeError('lost') },
    ])
    await client.get('/v', { cache: { tags: ['t'] } }).json()
    await clock.advance(2_000)
    const call = client.get('/v').result()
    await clock.advance(20)
    client.cache.invalidate(['t'], mode)
    await clock.advance(50)
    expect(await call).toMatchObject(mode === 'gone' ? { ok: false } : { ok: true, data: 'kept' })
  })

  test('is not given any more when there was a newer one that may not be kept', async () => {
    const { client, clock } = rig([
      fresh(1, { json: 'old', headers: onError }),
      { json: 'newer', headers: { 'cache-control': 'no-store' } },
      { status: 503 },
    ])
    await client.get('/v').json()
    await clock.advance(2_000)
    expect(await client.get('/v').json()).toBe('newer')
    expect((await failureOf(client.get('/v').json())).status).toBe(503)
  })

  test('is left where it is when the newer one was a failure', async () => {
    const { client, clock } = rig([fresh(1, { json: 'kept', headers: onError }), { status: 404 }, { status: 503 }])
    await client.get('/v').json()
    await clock.advance(2_000)
    expect((await failureOf(client.get('/v').json())).status).toBe(404)
    expect(await client.get('/v').json()).toBe('kept')
  })
})

test('what is made gone while a second tier is asked for it is not shown', async () => {
  const clock = createVirtualClock()
  const memory = memoryStore()
  const before = rig([fresh(600, { json: 'old' })], { clock, cache: { store: memory } })
  await before.client.get('/v', { cache: { tags: ['t'] } }).json()
  await clock.advance(0)
  const { client } = rig([fresh(600, { json: 'new' })], {
    clock,
    cache: {
      store: {
        ...memory,
        get(key) {
          const found = memory.get(key)
          return new Promise((resolve) => void clock.setTimeout(() => resolve(found), 20))
        },
      },
    },
  })
  const call = client.get('/v').json()
  await clock.advance(10)
  client.cache.invalidate(['t'], 'gone')
  await clock.advance(20)
  expect(await call).toBe('new')
})

test('a second tier that comes late shows nothing that was made gone meanwhile', async () => {
  const clock = createVirtualClock()
  const broken = brokenStore(() => clock)
  const rest = { clock, cache: { store: broken.store } }
  const before = rig([fresh(600, { json: 'old' })], rest)
  await before.client.get('/v', { cache: { tags: ['t'] } }).json()
  await clock.advance(0)
  broken.be({ delayMs: 200 }, 'get')
  const { client } = rig([{ delayMs: 10, error: new TypeError('offline') }], rest)
  const call = failureOf(client.get('/v').json())
  await clock.advance(55)
  client.cache.invalidate(['t'], 'gone')
  await clock.advance(2_000)
  expect((await call).kind).toBe('network')
})

describe('a server that hangs once', () => {
  test('is asked anew by who comes after somebody has waited in vain', async () => {
    const { client, clock, sent } = rig((_, index) => (index === 0 ? { hang: true } : fresh(60, { json: 1 })), {
      client: { timeouts: { totalMs: 5_000, attemptMs: Infinity } },
    })
    const calls: Promise<string>[] = []
    for (let second = 0; second < 10; second++) {
      const call = client.get('/v').json()
      calls.push(
        call.then(
          () => 'answered',
          (error: { kind: string }) => error.kind,
        ),
      )
      await clock.advance(1_000)
    }
    await clock.advance(20_000)
    const ends = await Promise.all(calls)
    expect(ends.slice(0, 5)).toEqual(times(5, () => 'timeout'))
    expect(ends.slice(5)).toEqual(times(5, () => 'answered'))
    expect(sent).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })
})

describe('a credential that was refused', () => {
  test.each([401, 403])('is that of one session: %i is no answer for another one of the same user', async (status) => {
    let requests = 0
    const { client, clock } = rig(
      () => (++requests === 1 ? { status, delayMs: 10 } : fresh(60, { json: 'me', delayMs: 10 })),
      {
        session: fakeSession('').session,
      },
    )
    const revoked = failureOf(client.withSession(fakeSession('ann').session).get('/me').json())
    const good = client.withSession(fakeSession('ann').session).get('/me').json()
    await clock.advance(100)
    expect((await revoked).status).toBe(status)
    expect(await good).toBe('me')
  })
})
