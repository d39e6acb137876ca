import { describe, expect, test } from 'vitest'
import { byHand, endOf, handMade } from '../support/hand-made.ts'

/** A client that is broken as long as it is said to be, and counts. */
function switchable() {
  const state = { error: undefined as Error | undefined, sent: 0 }
  return {
    state,
    client: {
      async eval() {
        state.sent++
        if (state.error) throw state.error
        return 'good'
      },
    },
  }
}

describe('a Redis that does not answer', () => {
  test('is left alone after three failures in a row, and says until when', async () => {
    const { state, client } = switchable()
    const { ask, fleet, clock, codes } = handMade(client)
    state.error = new Error('READONLY')
    for (let tries = 0; tries < 3; tries++) await endOf(ask())
    expect(fleet.retryAt).toBe(clock.now() + 500)
    expect(await endOf(ask())).toMatchObject({ code: 'EUNAVAILABLE', retryAt: fleet.retryAt })
    // Who is not even sent is no failure that somebody met.
    expect([state.sent, codes]).toEqual([3, ['READONLY', 'READONLY', 'READONLY']])
  })

  test('is not left alone for failures between answers', async () => {
    const { state, client } = switchable()
    const { ask, fleet } = handMade(client)
    for (let round = 0; round < 5; round++) {
      state.error = new Error('BUSY')
      for (let tries = 0; tries < 2; tries++) await endOf(ask())
      state.error = undefined
      await ask()
    }
    expect([fleet.retryAt, state.sent]).toEqual([undefined, 15])
  })

  test('is tried by one alone, who opens the way for all or shuts it for twice as long', async () => {
    const { client, open } = byHand()
    const { ask, fleet, clock } = handMade(client)
    const failing = Array.from({ length: 3 }, () => endOf(ask()))
    await clock.advance(50)
    await Promise.all(failing)
    await clock.advance(500)
    const tried = Array.from({ length: 100 }, () => endOf(ask()))
    await clock.advance(50)
    await Promise.all(tried)
    expect(open).toHaveLength(4)
    expect(fleet.retryAt).toBe(clock.now() + 1_000)
    await clock.advance(1_000)
    const good = ask()
    open.at(-1)?.resolve('good')
    expect(await good).toBe('good')
    expect(fleet.retryAt).toBeUndefined()
    const all = Array.from({ length: 100 }, ask)
    for (const { resolve } of open) resolve('good')
    expect(await Promise.all(all)).toHaveLength(100)
  })

  test('is left alone once, however many failed together, and eight seconds at most', async () => {
    const { client } = byHand()
    const { ask, fleet, clock } = handMade(client)
    const failing = Array.from({ length: 1_000 }, () => endOf(ask()))
    await clock.advance(50)
    await Promise.all(failing)
    expect(fleet.retryAt).toBe(clock.now() + 500)
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      await clock.advance((fleet.retryAt ?? 0) - clock.now())
      const tried = endOf(ask())
      await clock.advance(50)
      await tried
      expect(fleet.retryAt).toBe(clock.now() + waitMs)
    }
  })

  test('is not shut off by an answer to what was asked before, nor opened by one', async () => {
    const { client, open } = byHand()
    const { ask, fleet, clock } = handMade(client, { deadlineMs: 200 })
    const early = ask()
    const failing = Array.from({ length: 3 }, () => endOf(ask()))
    for (const { reject } of open.slice(1)) reject(new Error('LOADING'))
    await Promise.all(failing)
    open[0]?.resolve('good')
    expect(await early).toBe('good')
    expect(fleet.retryAt).toBe(clock.now() + 500)
  })

  test('is tried by the next one when the one who tries never comes back', async () => {
    const { client, open } = byHand()
    const { ask, clock } = handMade(client, { deadlineMs: 60_000 })
    const failing = Array.from({ length: 3 }, () => endOf(ask()))
    for (const { reject } of open) reject(new Error('LOADING'))
    await Promise.all(failing)
    await clock.advance(500)
    const lost = endOf(ask())
    await clock.advance(500)
    const next = ask()
    open.at(-1)?.resolve('good')
    expect(await next).toBe('good')
    open[3]?.reject(new Error('closed'))
    await lost
  })

  test('is tried in time although the clock has been set back', async () => {
    const { state, client } = switchable()
    const { ask, clock } = handMade(client)
    state.error = new Error('LOADING')
    for (let tries = 0; tries < 3; tries++) await endOf(ask())
    state.error = undefined
    clock.setWallClock(clock.now() - 3_600_000)
    expect(await ask()).toBe('good')
  })

  test.each([
    'WRONGTYPE Operation against a key holding the wrong kind of value script: x, on @user_script:1.',
    'ERR Error running script (call to f_x): @user_script:1: WRONGTYPE Operation against a key',
    'ERR user_script:3: attempt to compare number with nil script: x, on @user_script:3.',
  ])('is none that has something else under a key: %s', async (message) => {
    const { state, client } = switchable()
    const { ask, fleet } = handMade(client)
    state.error = new Error(message)
    for (let tries = 0; tries < 10; tries++) await endOf(ask())
    expect([state.sent, fleet.retryAt]).toEqual([10, undefined])
  })

  test.each([
    "OOM command not allowed when used memory > 'maxmemory'. script: x, on @user_script:1.",
    "ERR The user executing the script can't run this command or subcommand script: x, on @user_script:1.",
  ])('is one that cannot do it for anybody, although a script says so: %s', async (message) => {
    const { state, client } = switchable()
    const { ask, fleet } = handMade(client)
    state.error = new Error(message)
    for (let tries = 0; tries < 3; tries++) await endOf(ask())
    expect(fleet.retryAt).toEqual(expect.any(Number))
  })
})
