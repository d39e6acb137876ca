import { type EvalClient, redis } from '@fairlead/redis'
import { redisSessions } from '@fairlead/redis/ws'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'

const SESSION = { identity: 'ida', received: 0, first: 1, waiting: [], channels: [] } as const

/** Sessions on a client that answers what the test says. */
function sessions(answer: (args: string[]) => Promise<unknown>, options?: Parameters<typeof redisSessions>[1]) {
  const clock = createVirtualClock()
  const asked: string[][] = []
  const client: EvalClient = {
    eval(_script, keys, args) {
      asked.push([...keys, ...args])
      return answer(args)
    },
  }
  return { clock, asked, store: redisSessions(redis(client, { runtime: clock }), options) }
}

const hang = (): Promise<never> => new Promise(() => {})

/** How a call ends on the virtual clock, and when. */
async function endOf(clock: ReturnType<typeof createVirtualClock>, call: unknown): Promise<unknown> {
  let end: unknown = 'open'
  const from = clock.now()
  Promise.resolve(call).then(
    (value) => (end = value),
    (error: unknown) => (end = { error, afterMs: clock.now() - from }),
  )
  await clock.advance(1_000)
  return end
}

test('a Redis that never answers is given three tries, and then none', async () => {
  const { clock, asked, store } = sessions(hang)
  const end = await endOf(clock, store.change('s', 'a', { received: 1 }))
  expect(end).toMatchObject({ error: { kind: 'network', code: 'ETIMEDOUT' }, afterMs: 200 })
  expect(asked.length).toBe(3)
  expect(new Set(asked.map((each) => each.join())).size).toBe(1)
})

test('one slow answer costs no session', async () => {
  let calls = 0
  const { clock, store } = sessions(() => (++calls === 1 ? hang() : Promise.resolve('kept')))
  expect(await endOf(clock, store.put('s', 'a', SESSION, 1_000))).toBe('kept')
})

test.each([undefined, null, 0, '', 'OK', ['kept'], {}])('%j is no answer to a change', async (answer) => {
  const { clock, store } = sessions(() => Promise.resolve(answer))
  for (const call of [() => store.change('s', 'a', {}), () => store.put('s', 'a', SESSION, 1_000)])
    expect(await endOf(clock, call())).toMatchObject({ error: { name: 'TypeError' } })
})

test.each([
  [undefined],
  ['none'],
  [[]],
  [['r1', 'f1']],
  [['r1', 'f1', 'c']],
  [['rx', 'f1', 'c[]']],
  [['r1', 'f1', 'c[]', '?']],
])('%j is no session', async (answer) => {
  const { clock, store } = sessions(() => Promise.resolve(answer))
  expect(await endOf(clock, store.claim('s', 'a', 'ida'))).toBeUndefined()
})

test('the changes of many sessions at once go a bounded number at a time', async () => {
  const answers: ((value: string) => void)[] = []
  const { clock, store } = sessions(() => new Promise((resolve) => void answers.push(resolve)))
  const all = Array.from({ length: 1_000 }, async (_, index) => store.change(`s${index}`, 'a', { received: 1 }))
  await clock.advance(0)
  expect(answers.length).toBe(128)
  for (let done = 0; done < 1_000; done++) {
    answers[done]?.('kept')
    await clock.advance(0)
  }
  expect(new Set(await Promise.all(all))).toEqual(new Set(['kept']))
})

test('changes on their way at the same time weigh a bounded number of bytes, or are one', async () => {
  const answers: ((value: string) => void)[] = []
  const { clock, store } = sessions(() => new Promise((resolve) => void answers.push(resolve)))
  const waiting = (size: number) => [{ head: '"name":"notice"', json: 'x'.repeat(size) }]
  const sizes = [400_000, 400_000, 400_000, 3_000_000, 10]
  const all = sizes.map(async (size, n) => store.put(`s${n}`, 'a', { ...SESSION, waiting: waiting(size) }, 1_000))
  const underWay: number[] = []
  for (let done = 0; done < sizes.length; done++) {
    await clock.advance(0)
    underWay.push(answers.length - done)
    answers[done]?.('kept')
  }
  await clock.advance(0)
  expect(underWay).toEqual([2, 2, 1, 1, 1])
  expect(await Promise.all(all)).toEqual(sizes.map(() => 'kept'))
})

test('one large session that is late each time does not have Redis left alone', async () => {
  const { clock, asked, store } = sessions((args) =>
    args.join('').length > 1_048_576 ? hang() : Promise.resolve('kept'),
  )
  const large = { ...SESSION, waiting: [{ head: '', json: 'x'.repeat(2_000_000) }] }
  expect(await endOf(clock, store.put('s', 'a', large, 1_000))).toMatchObject({ error: { code: 'ETIMEDOUT' } })
  expect(asked.length).toBe(1)
  expect(await endOf(clock, store.change('t', 'a', { received: 1 }))).toBe('kept')
})

test('a session that has more than it may is refused, and not even sent', async () => {
  const { clock, asked, store } = sessions(() => Promise.resolve('kept'), { maxBytes: 1_000 })
  const large = { ...SESSION, waiting: [{ head: '', json: 'x'.repeat(1_000) }] }
  expect(await endOf(clock, store.put('s', 'a', large, 1_000))).toMatchObject({ error: { kind: 'config' } })
  expect(asked).toEqual([])
})

test('an option that is unknown or cannot be is refused', () => {
  const given = (options: object) => () => sessions(hang, options)
  expect(given({ maxByte: 1 })).toThrow('maxByte')
  for (const maxBytes of [0, -1, 1.5, Number.NaN, '1']) expect(given({ maxBytes })).toThrow('maxBytes')
})
