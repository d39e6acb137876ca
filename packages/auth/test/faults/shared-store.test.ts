import { type Coordinator, memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { harbour, tell } from './harbour.ts'

/** A store elsewhere that is not there at times, and at times comes back empty; without it nothing is used up. */
function elsewhere() {
  let store = memoryCoordinator().store
  let isDown = false
  const removed = new Set<string>()
  const reach = (): void => {
    if (isDown) throw new Error('nobody answers')
  }
  const memory = memoryCoordinator()
  const listeners = new Set<() => void>()
  const news = (): void => listeners.forEach((listener) => queueMicrotask(listener))
  const coordinator: Coordinator = {
    needsLock: true,
    async lock(name, options, run) {
      reach()
      return memory.lock(name, options, run)
    },
    store: {
      async get(key) {
        reach()
        return store.get(key)
      },
      async compareAndSet(key, expected, value) {
        reach()
        const revision = await store.compareAndSet(key, expected, value)
        if (revision) removed[value === undefined ? 'add' : 'delete'](key)
        if (revision) news()
        return revision
      },
      async wasRemoved(key) {
        reach()
        return removed.has(key)
      },
    },
    onChange(_key, listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    coordinator,
    down: () => void (isDown = true),
    up: () => void (isDown = false),
    /** It is another one now, that knows nothing. */
    forget({ quietly = false } = {}) {
      store = memoryCoordinator().store
      removed.clear()
      if (!quietly) news()
    },
  }
}

describe('a refresh that needs the lock', () => {
  it('is not made while the lock cannot be had, and calls go on with the token they have', async () => {
    const { coordinator, down, up } = elsewhere()
    const { enter, authority, clock, counts, told } = harbour()
    const client = await enter({ coordinator })
    down()
    // Past the time of the refresh, and the token still is good.
    await clock.advance(280_000)
    expect(told('lock-missed')).toBeGreaterThan(0)
    expect(counts.token).toBe(0)
    expect(await tell(client.get('/resource').json())).toBe('ok')
    expect(client.auth.state).toMatchObject({ status: 'degraded', retryAt: expect.any(Number) })
    up()
    await clock.advance(60_000)
    expect(client.auth.state.status).toBe('authenticated')
    expect([counts.token, counts.reuse, authority.aliveSessions]).toEqual([1, 0, 1])
  })

  it('fails a call whose token is over with a time for another try, and ends no session', async () => {
    const { coordinator, down, up } = elsewhere()
    const { enter, sleep, clock, counts } = harbour()
    const client = await enter({ coordinator })
    down()
    sleep(600_000)
    const ended = await client.get('/resource').result()
    expect(ended).toMatchObject({ ok: false, error: { reason: 'refresh-failed', retryAt: expect.any(Number) } })
    expect(client.auth.state.status).toBe('expired')
    up()
    await clock.advance(2_000)
    expect(await tell(client.get('/resource').json())).toBe('ok')
    expect([counts.token, counts.reuse]).toEqual([1, 0])
  })

  it('is not made with a token that the store cannot confirm', async () => {
    const { coordinator, down } = elsewhere()
    const { enter, sleep, counts } = harbour()
    const { store } = coordinator
    const dies: Coordinator = { ...coordinator, lock: (_name, _options, run) => (down(), run()) }
    const client = await enter({ coordinator: dies })
    sleep(600_000)
    expect(await tell(client.get('/resource').json())).toBe('auth refresh-failed')
    expect(counts.token).toBe(0)
    await expect(store.get('bearer')).rejects.toThrow('nobody answers')
  })
})

describe('a sign-in that the store did not take', () => {
  it('is not undone by what the store had before, and is put there when it is back', async () => {
    const { coordinator, down, up } = elsewhere()
    const { enter, open, clock } = harbour()
    const one = await enter({ coordinator })
    for (let renewals = 0; renewals < 3; renewals++) await clock.advance(300_000)
    await one.dispose()
    down()
    const two = open({ coordinator })
    await two.auth.signIn({ user: 'bob' })
    const { identity } = two.auth.session
    up()
    await clock.advance(5_000)
    expect([two.auth.state.status, two.auth.session.identity]).toEqual(['authenticated', identity])
    expect((await coordinator.store.get('bearer'))?.value).toMatchObject({ identity })
  })
})

describe('tokens that a store has lost', () => {
  it('are put there again by who still has them, and nobody is signed out', async () => {
    const { coordinator, forget } = elsewhere()
    const { enter, open, clock, states, counts } = harbour()
    const one = await enter({ coordinator })
    const two = open({ coordinator })
    await clock.advance(0)
    forget()
    await clock.advance(0)
    expect((await coordinator.store.get('bearer'))?.value).toMatchObject({ identity: expect.any(String) })
    await clock.advance(300_000)
    for (const client of [one, two]) expect(await tell(client.get('/resource').json())).toBe('ok')
    expect(states().filter((state) => state.startsWith('signed-out'))).toEqual([])
    expect([counts.token, counts.reuse]).toEqual([1, 0])
  })

  it('are renewed from memory when that shows at a refresh only', async () => {
    const { coordinator, forget } = elsewhere()
    const { enter, sleep, states, counts } = harbour()
    const client = await enter({ coordinator })
    forget({ quietly: true })
    sleep(600_000)
    expect(await tell(client.get('/resource').json())).toBe('ok')
    expect(states().filter((state) => state.startsWith('signed-out'))).toEqual([])
    expect(counts).toMatchObject({ token: 1, reuse: 0 })
    expect((await coordinator.store.get('bearer'))?.value).toMatchObject({ version: 2 })
  })

  it('do not come back after a sign-out that found them lost', async () => {
    const { coordinator, forget } = elsewhere()
    const { enter, open, clock } = harbour()
    const one = await enter({ coordinator })
    const two = open({ coordinator })
    await clock.advance(0)
    // Lost, and nobody has heard of it yet.
    const leaving = one.auth.signOut()
    forget()
    await leaving
    await clock.advance(1_000)
    expect([one.auth.state.status, two.auth.state.status]).toEqual(['signed-out', 'signed-out'])
    expect(await coordinator.store.get('bearer')).toBeUndefined()
  })

  it('are offered again when the store did not take them after a refresh', async () => {
    const { coordinator, down, up } = elsewhere()
    const { enter, clock, authority, counts } = harbour({ delayMs: 20 })
    const client = await enter({ coordinator })
    authority.expireAccessTokens()
    const call = tell(client.get('/resource').json())
    // The refresh is under way, and what it gives cannot be written.
    await clock.advance(30)
    down()
    await clock.advance(100)
    expect(await call).toBe('ok')
    expect(counts.token).toBe(1)
    await clock.advance(5_000)
    up()
    await clock.advance(10_000)
    const kept = (await coordinator.store.get('bearer'))?.value
    expect(kept).toMatchObject({ version: (await client.auth.getToken())?.version })
  })
})
