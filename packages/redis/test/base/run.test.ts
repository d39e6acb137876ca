import { inspect } from 'node:util'
import { type EvalClient, type RedisClient, redis, script } from '@fairlead/redis'
import { describe, expect, test } from 'vitest'
import { ASK, byHand, endOf, handMade } from '../support/hand-made.ts'

const SECRET = 'hunter2-of-the-harbour'
const SECRETS = new RegExp(`${SECRET}|10\\.1\\.2\\.3|harbour-master`)

describe('a command', () => {
  test('waits for an answer no longer than the deadline, and what comes later is for nobody', async () => {
    const { client, open } = byHand()
    const { clock, ask, codes } = handMade(client)
    const ended = endOf(ask())
    await clock.advance(49)
    expect(codes).toEqual([])
    await clock.advance(1)
    expect(await ended).toMatchObject({ kind: 'network', code: 'ETIMEDOUT', message: expect.stringContaining('50 ms') })
    open[0]?.reject(new Error('too late'))
    const other = endOf(ask())
    await clock.advance(50)
    open[1]?.resolve('too late')
    expect(await other).toMatchObject({ code: 'ETIMEDOUT' })
  })

  test('fails as a Fairlead error with a client that throws at once, or something that is no error', async () => {
    for (const thrown of [new Error('broken'), null, undefined, 'text', { message: 7 }]) {
      const { ask } = handMade({
        eval() {
          throw thrown
        },
      })
      expect(await endOf(ask())).toMatchObject({ kind: 'network', code: 'ERR' })
    }
  })

  test('is refused while too many wait for an answer, and taken again when they do not', async () => {
    const { client, open } = byHand()
    const { ask, codes } = handMade(client, { deadlineMs: 1_000 })
    const waiting = Array.from({ length: 5_000 }, ask)
    expect(await endOf(ask())).toMatchObject({ code: 'EBUSY' })
    expect([open.length, codes]).toEqual([5_000, ['EBUSY']])
    for (const { resolve } of open) resolve('good')
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['good']))
    const next = ask()
    open.at(-1)?.resolve('good')
    expect(await next).toBe('good')
  })

  test('is taken again when Redis is back, though a client never settles what it was asked before', async () => {
    let isBack = false
    const client: EvalClient = { eval: () => (isBack ? Promise.resolve('good') : new Promise(() => {})) }
    const { clock, ask } = handMade(client)
    const waiting = Promise.allSettled(Array.from({ length: 5_000 }, ask))
    await clock.advance(50)
    await waiting
    isBack = true
    await clock.advance(1_000)
    expect([await ask(), await ask()]).toEqual(['good', 'good'])
  })

  test('tells nothing that an error of the client says, however it is printed', async () => {
    const cause = new Error(`connect to redis://harbour-master:${SECRET}@10.1.2.3 failed`)
    const errors = [
      Object.assign(new Error(`WRONGPASS harbour-master ${SECRET}`, { cause }), { address: '10.1.2.3' }),
      Object.assign(new Error(`connect ECONNREFUSED 10.1.2.3:6379 ${SECRET}`), { code: 'ECONNREFUSED' }),
      Object.assign(new Error('x'), { code: SECRET }),
      new AggregateError([cause], SECRET),
    ]
    const codes = ['WRONGPASS', 'ECONNREFUSED', 'ERR', 'ERR']
    for (const [index, error] of errors.entries()) {
      const { ask } = handMade({ eval: () => Promise.reject(error) })
      const ended = (await endOf(ask())) as Error
      expect(ended).toMatchObject({ code: codes[index] })
      const forms = [String(ended), ended.stack, JSON.stringify(ended), inspect(ended, { depth: 9, showHidden: true })]
      for (const form of forms) expect(form).not.toMatch(SECRETS)
    }
  })

  test('goes on when who hears of failures throws', async () => {
    const { ask } = handMade(
      { eval: () => Promise.reject(new Error('OOM')) },
      {
        onError() {
          throw new Error('a broken listener')
        },
      },
    )
    expect(await endOf(ask())).toMatchObject({ code: 'OOM' })
  })

  test('is named by its hash, and sent whole where Redis does not know it', async () => {
    const sent: string[] = []
    const client: EvalClient = {
      async eval(source) {
        sent.push(source)
        return 'whole'
      },
      async evalsha(sha) {
        sent.push(sha)
        throw new Error('NOSCRIPT No matching script.')
      },
    }
    const { ask } = handMade(client)
    expect(await ask()).toBe('whole')
    // By `sha1sum`.
    expect(sent).toEqual(['e0e1f9fabfc9d4800c877a703b823ac0578ff8db', ASK.source])
  })
})

describe('a Redis', () => {
  test.each([undefined, null, 7, 'redis://localhost', {}, { eval: true }])('is not made of %j', (client) => {
    expect(() => redis(client as unknown as RedisClient)).toThrow(/no client of Redis/)
  })

  test.each([
    [{ colour: 'red' }, /unknown option 'colour'/],
    [{ deadlineMs: 0 }, /deadlineMs/],
    [{ deadlineMs: Infinity }, /deadlineMs/],
    [{ deadlineMs: Number.NaN }, /deadlineMs/],
    [{ namespace: 'a{b}' }, /namespace/],
    [{ namespace: 'a\nb' }, /namespace/],
    [{ namespace: '' }, /namespace/],
    [{ namespace: 'x'.repeat(65) }, /namespace/],
    [{ onError: 'log' }, /onError/],
    [{ runtime: null }, /runtime/],
  ])('refuses %j', (options, message) => {
    expect(() => redis(byHand().client, options as never)).toThrow(message)
  })

  test('gives arguments to Redis as text', async () => {
    const given: unknown[] = []
    const { fleet } = handMade({ eval: async (_source, keys, args) => given.push(keys, args) })
    await fleet.run(script('any', 'return 1'), ['k'], [1, 'a', 0.5])
    expect(given).toEqual([['k'], ['1', 'a', '0.5']])
  })
})
