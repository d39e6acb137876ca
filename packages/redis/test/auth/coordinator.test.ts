import { inspect } from 'node:util'
import { redisCoordinator } from '@fairlead/redis/auth'
import { describe, expect, test } from 'vitest'
import { byHand, endOf, handMade } from '../support/hand-made.ts'

/** A Redis that answers each command from a list, and then with the last of it. */
function answering(...answers: unknown[]) {
  const sent: (readonly string[])[] = []
  const client = {
    async eval(_source: string, keys: readonly string[], args: readonly string[]) {
      sent.push([...keys, ...args])
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return { sent, ...handMade(client) }
}

describe('the coordinator in Redis', () => {
  test.each([
    [{ colour: 'red' }, /unknown option 'colour'/],
    [{ name: '' }, /name/],
    [{ fallback: 'closed' }, /fallback/],
    [{ lockMs: 0 }, /lockMs/],
    [{ lockMs: Number.NaN }, /lockMs/],
    [{ ttlMs: 0.5 }, /ttlMs/],
    [{ seal: 'key' }, /seal/],
    [{ seal: null }, /seal/],
    [{ seal: {} }, /seal/],
    [{ seal: { encrypt: String } }, /seal/],
  ])('refuses %j', (options, message) => {
    expect(() => redisCoordinator(answering().fleet, options as never)).toThrow(message)
  })

  test('opens nothing and sets no timer before it is used', async () => {
    const { fleet, clock, sent } = answering()
    await redisCoordinator(fleet).close?.()
    expect([clock.pending, sent]).toEqual([0, []])
  })

  test.each([
    ['jnot JSON', undefined],
    ['x{}', undefined],
    ['', undefined],
    ['s{}', undefined],
    ['j{}', { encrypt: String, decrypt: String }],
    [
      'ssecret',
      {
        encrypt: String,
        decrypt: (text: string) => {
          throw new Error(`cannot read ${text}`)
        },
      },
    ],
  ])('takes an entry that says %j for none, and says so without its value', async (text, seal) => {
    const { fleet, sent } = answering(['r1', text])
    const error = await endOf(redisCoordinator(fleet, { seal }).store.get('k'))
    expect(error).toMatchObject({ kind: 'auth', reason: 'store-corrupt' })
    expect(inspect(error)).not.toContain('secret')
    expect(sent).toHaveLength(1)
  })

  test('tries a write again whose answer was lost, as the same write', async () => {
    const { fleet, sent, clock } = answering(new Error('closed'), new Error('closed'), 'written')
    const writing = redisCoordinator(fleet).store.compareAndSet('k', undefined, 1)
    await clock.advance(100)
    expect(await writing).toBe(sent[0]?.[2])
    expect(new Set(sent.map((each) => each[2])).size).toBe(1)
    expect(sent).toHaveLength(3)
  })

  test('gives up after three tries, also where something else is under the key', async () => {
    const wrongType = new Error('WRONGTYPE Operation against a key')
    for (const error of [wrongType, new Error('closed')]) {
      const { fleet, sent, clock } = answering(error)
      const { store, lock } = redisCoordinator(fleet)
      const reading = endOf(store.get('k'))
      await clock.advance(1_000)
      expect(await reading).toMatchObject({ kind: 'network' })
      await clock.advance(10_000)
      const entering = endOf(lock('k', {}, async () => 'in'))
      await clock.advance(1_000)
      expect(await entering).toMatchObject({ kind: 'network' })
      expect(sent.length).toBeLessThanOrEqual(6)
    }
  })

  test('lets who aborts go at once, and lets go of a lock that is taken yet', async () => {
    const { client, open } = byHand()
    const { fleet, clock } = handMade(client, { deadlineMs: 1_000 })
    const { lock } = redisCoordinator(fleet)
    const controller = new AbortController()
    const ended = endOf(lock('k', { signal: controller.signal }, async () => 'in'))
    await clock.advance(10)
    expect(open).toHaveLength(1)
    const reason = { why: 'enough' }
    controller.abort(reason)
    expect(await ended).toBe(reason)
    open[0]?.resolve('taken')
    await clock.advance(0)
    expect(open, 'it is released').toHaveLength(2)
    open[1]?.resolve('free')
  })

  test('renews a lock while it is held, and not after it is another\u2019s', async () => {
    const { fleet, sent, clock } = answering('taken', 'renewed', 'renewed', new Error('closed'), 'gone', 'gone')
    let leave = (): void => {}
    const held = redisCoordinator(fleet, { lockMs: 3_000 }).lock(
      'k',
      {},
      () => new Promise<void>((resolve) => (leave = resolve)),
    )
    await clock.advance(500)
    expect(sent).toHaveLength(1)
    await clock.advance(3_000)
    expect(sent, 'one that could not be said is said again').toHaveLength(4)
    await clock.advance(10_000)
    expect(sent).toHaveLength(5)
    expect(new Set(sent.map((each) => each[1])).size, 'by the same holder').toBe(1)
    leave()
    await held
    expect([sent.length, clock.pending]).toEqual([6, 0])
  })

  test('asks again with the same name when who aborted does not know whether it has the lock', async () => {
    const { fleet, sent, clock } = answering(new Error('lost'), 'taken', 'free')
    const { lock } = redisCoordinator(fleet)
    const controller = new AbortController()
    const ended = endOf(lock('k', { signal: controller.signal }, async () => 'in'))
    await clock.advance(1)
    expect(sent, 'it waits to ask again').toHaveLength(1)
    controller.abort('enough')
    expect(await ended).toBe('enough')
    expect(await lock('k', {}, async () => 'in')).toBe('in')
    expect(new Set(sent.map((each) => each[1])).size).toBe(1)
  })

  test('does not let go of what the next one here has taken with the same name', async () => {
    const { client, open } = byHand()
    const { fleet, clock } = handMade(client, { deadlineMs: 1_000 })
    const { lock } = redisCoordinator(fleet)
    const controller = new AbortController()
    const ended = endOf(lock('k', { signal: controller.signal }, async () => 'in'))
    await clock.advance(10)
    controller.abort('enough')
    expect(await ended).toBe('enough')
    let leave = (): void => {}
    const held = lock('k', {}, () => new Promise<void>((resolve) => (leave = resolve)))
    await clock.advance(10)
    for (const each of open) each.resolve('taken')
    await clock.advance(10)
    expect(open).toHaveLength(2)
    leave()
    await clock.advance(10)
    expect(open).toHaveLength(3)
    open[2]?.resolve('free')
    await held
  })

  test.each([null, 7, [['taken']], 'OK'])('is not waited for where the answer is %j', async (answer) => {
    const { fleet, clock } = answering(...Array.from({ length: 4 }, () => answer))
    const refused = endOf(redisCoordinator(fleet).lock('k', {}, async () => 'in'))
    await clock.advance(1_000)
    expect(await refused).toMatchObject({ kind: 'network', code: 'EREPLY' })
  })

  test('asks again with the same name when it does not know whether it has the lock', async () => {
    const { fleet, sent, clock } = answering(new Error('a'), new Error('b'), new Error('c'), 'taken', 'free')
    const { lock } = redisCoordinator(fleet)
    const refused = endOf(lock('k', {}, async () => 'in'))
    await clock.advance(1_000)
    expect(await refused).toMatchObject({ kind: 'network' })
    expect(await lock('k', {}, async () => 'in')).toBe('in')
    expect(new Set(sent.map((each) => each[1])).size).toBe(1)
  })

  test('hears of changes by looking where the client cannot, and of what may have changed', async () => {
    const { fleet, clock, sent } = answering('r1', 'r1', 'r2', new Error('closed'), 'r2', 'r2')
    const coordinator = redisCoordinator(fleet)
    let heard = 0
    const stop = coordinator.onChange('k', () => heard++)
    const counts: number[] = []
    for (let second = 0; second < 6; second++) {
      await clock.advance(second === 0 ? 0 : 1_000)
      counts.push(heard)
    }
    // The first look, then r2, then the failure, then that it is there again.
    expect(counts).toEqual([1, 1, 2, 3, 4, 4])
    stop()
    stop()
    expect(clock.pending).toBe(0)
    const looks = sent.length
    await clock.advance(5_000)
    expect(sent).toHaveLength(looks)
  })
})
