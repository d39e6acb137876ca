import type { CacheStore, StoreChange } from '@fairlead/cache'
import { type EvalClient, redis } from '@fairlead/redis'
import { type RedisStoreOptions, redisStore } from '@fairlead/redis/cache'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { entry } from './entry.ts'

type Reply = unknown

/** A store over a client that answers as the test says. The kind of a question is in the script. */
function rig(
  answer: (kind: string, keys: readonly string[], args: readonly string[]) => Reply,
  options?: RedisStoreOptions,
) {
  const clock = createVirtualClock()
  const asked: { readonly kind: string; readonly keys: readonly string[]; readonly args: readonly string[] }[] = []
  const client: EvalClient = {
    eval: async (script, keys, args) => {
      const kind = kindOf(script)
      asked.push({ kind, keys, args })
      return answer(kind, keys, args)
    },
  }
  const fleet = redis(client, { namespace: 'test', runtime: clock })
  const store = redisStore(fleet, options) as Required<CacheStore>
  const heard: (StoreChange | 'lost')[] = []
  onTestFinished(store.subscribe((change) => heard.push(change)))
  return { clock, asked, store, heard, of: (kind: string) => asked.filter((each) => each.kind === kind) }
}

const KINDS = {
  look: 'HGETALL',
  keep: 'HSET',
  invalidate: 'PUBLISH',
  drop: 'HDEL',
  owned: 'ZRANGE',
  disown: "'ZREM'",
  take: "'taken'",
  watch: "'held'",
  give: "'given'",
}

function kindOf(script: string): string {
  return Object.entries(KINDS).find(([, word]) => script.includes(word))?.[0] ?? '?'
}

const nothing: readonly Reply[] = ['e10', [], []]

describe('a store in Redis', () => {
  test.each([
    ['no option', { lease: 1 }],
    ['no time', { keepMs: 0 }],
    ['no number', { trustMs: Number.NaN }],
    ['below 0', { leaseMs: -1 }],
    ['without an end', { maxEntryBytes: Infinity }],
  ])('refuses an option that is %s', (_what, options) => {
    expect(() => rig(() => nothing, options as RedisStoreOptions)).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining('redisStore') }),
    )
  })

  test.each<[string, Reply]>([
    ['nothing', null],
    ['something else', 'OK'],
    ['no epoch', [null, [], []]],
    ['an epoch that is no number', ['ex', [], []]],
    ['an epoch beyond all numbers', ['e99999999999999999999', [], []]],
  ])('believes nothing that comes with %s', async (_what, reply) => {
    const { store } = rig(() => reply)
    await expect(store.get('a')).rejects.toThrow('no epoch')
  })

  test.each<[string, string]>([
    ['rubbish', 'rubbish'],
    ['another version', 'B{"version":2}\nn'],
    ['no JSON', 'A{"version":1\nn'],
    ['the entry of another key', recordOf({ key: 'b' })],
    ['the entry of another variant', recordOf({ variant: 'de' })],
    ['a body that is none', recordOf({}, 'x')],
    ['a body of broken base64', recordOf({}, 'b*')],
  ])('finds nothing in %s, and removes it', async (_what, record) => {
    const { store, of } = rig((kind) => (kind === 'look' ? ['e10', [], ['f""', record, 'fgood', 5]] : 'dropped'))
    expect(await store.get('a')).toEqual({ epoch: 10, found: [] })
    expect(of('drop')).toContainEqual({ kind: 'drop', keys: ['test:{cache}:at:a'], args: ['""'] })
  })

  test('stores nothing that is too large, has too many names, or was asked for at no epoch', async () => {
    const { store, of } = rig(() => 'kept', { maxEntryBytes: 4, maxNames: 2 })
    const body = (bytes: number) => new Uint8Array(bytes)
    expect(await store.set(entry('a', { body: body(5) }), 10)).toBe(false)
    expect(await store.set(entry('a', { names: ['a', 'b', 'c'] }), 10)).toBe(false)
    for (const epoch of [-1, Number.NaN, 1.5]) expect(await store.set(entry('a'), epoch)).toBe(false)
    expect(of('keep')).toEqual([])
    expect(await store.set(entry('a', { body: body(4) }), 10)).toBe(true)
  })

  test.each([
    ['that can be asked about, as long as any', [['etag', '"1"']], 1_000_000],
    ['that is fresh, as long as it is', [['cache-control', 'max-age=60']], 60_000],
    ['that may be shown when it is not, longer', [['cache-control', 'max-age=60, stale-if-error=60']], 120_000],
    ['that is fresh for long, no longer than any', [['cache-control', 'max-age=9999999']], 1_000_000],
  ] as const)('keeps an answer %s', async (_what, headers, lifeMs) => {
    const { store, of } = rig(() => 'kept', { keepMs: 1_000_000 })
    await store.set(entry('a', { headers: [...headers] }), 10)
    expect(of('keep')[0]?.args[3]).toBe(String(lifeMs))
  })

  test('brings braces and line breaks of a key into a part of a key in one slot', async () => {
    const { store, asked } = rig(() => nothing)
    await store.get('a{b}\r\nc')
    expect(asked[0]?.keys).toEqual(['test:{cache}:books', 'test:{cache}:at:a%7b.b%7d.%0d.%0a.c'])
  })
})

describe('what belonged to a user who has left', () => {
  test.each<[string, Reply]>([
    ['an empty list', []],
    ['an object in place of one', {}],
    ['a number', 0],
    ['nothing', null],
  ])('is removed where the rest of it is %s', async (_what, rest) => {
    const lists: Reply[] = [Array.from({ length: 100 }, (_, index) => `ktest:${index}`)]
    const { store, of } = rig((kind) => {
      // Who asks for ever is stopped.
      if (of('owned').length > 9) throw new Error('no connection')
      return kind === 'invalidate' ? ['e10', 'e20'] : kind === 'owned' ? (lists.shift() ?? rest) : 'disowned'
    })
    await store.invalidate(['id:ann'], 'gone')
    await store.close()
    expect(of('owned')).toHaveLength(2)
    const owner = 'test:{cache}:of:id%3a.ann'
    const keys = Array.from({ length: 100 }, (_, index) => `test:${index}`)
    expect(of('disown')).toEqual([{ kind: 'disown', keys: [owner, ...keys], args: keys }])
  })
})

describe('what others have invalidated', () => {
  test('is asked for since the last answer, and told with the next one before it is given', async () => {
    const replies = [nothing, ['e30', ['g"a"', 's"b"', 'g"c"'], []]]
    const { store, heard, of } = rig(() => replies.shift())
    await store.sync()
    expect(heard).toEqual([])
    await store.sync()
    expect(heard).toEqual([
      { names: ['a', 'c'], mode: 'gone' },
      { names: ['b'], mode: 'stale' },
    ])
    expect(of('look').map(({ args }) => args[2])).toEqual(['-1', '10'])
  })

  test('is lost where the table of it does not reach back, and where nobody knows what was before the first answer', async () => {
    const replies: Reply[] = ['rubbish', nothing, ['e30', ['lost'], []]]
    const { store, heard } = rig(() => replies.shift())
    await expect(store.sync()).rejects.toThrow('no epoch')
    await store.sync()
    expect(heard).toEqual(['lost'])
    await store.sync()
    expect(heard).toEqual(['lost', 'lost'])
  })

  test('is lost where one has gone to the server before the first answer came', async () => {
    const first = Promise.withResolvers<Reply>()
    const { store, heard } = rig(() => first.promise)
    const leaving = new AbortController()
    const look = Promise.resolve(store.get('a', leaving.signal)).catch(() => {})
    leaving.abort()
    first.resolve(nothing)
    await look
    await store.sync()
    expect(heard).toEqual(['lost'])
  })

  test('is asked for once by all who ask at the same time', async () => {
    const { store, asked } = rig(() => nothing)
    await Promise.all(Array.from({ length: 50 }, async () => store.sync()))
    expect(asked).toHaveLength(1)
    await store.sync()
    expect(asked).toHaveLength(2)
  })

  test('is not asked for within the time that memory is trusted', async () => {
    const { store, asked, clock } = rig(() => nothing, { trustMs: 1_000 })
    await store.get('a')
    expect(store.sync()).toBeUndefined()
    await clock.advance(999)
    expect(store.sync()).toBeUndefined()
    await clock.advance(1)
    await store.sync()
    expect(asked).toHaveLength(2)
  })

  test('tells a Redis that has forgotten what it knew', async () => {
    const replies = [nothing, ['e5', [], []], nothing]
    const { store, of } = rig(() => replies.shift())
    for (let round = 0; round < 3; round++) await store.get('a')
    expect(of('look').map(({ args }) => args[0])).toEqual(['0', '10', '10'])
  })
})

describe('a lease', () => {
  test('is one’s own, and is given back with what came of it', async () => {
    const { store, of } = rig((kind) => (kind === 'take' ? 'taken' : 'given'))
    for (const [isStored, uselessMs] of [
      [true, '0'],
      [false, '10000'],
      [undefined, '0'],
    ] as const) {
      const turn = await store.lease('a')
      if (typeof turn !== 'function') throw new Error('it is nobody’s')
      turn(isStored)
      expect(of('give').at(-1)?.args).toEqual([of('take').at(-1)?.args[0], uselessMs])
    }
  })

  test('of another one is waited for until it is over', async () => {
    let isHeld = true
    const { store, clock, of } = rig((kind) => (kind === 'take' ? 'hother' : isHeld ? 'held' : 'over'))
    const turn = store.lease('a')
    await clock.advance(500)
    isHeld = false
    await clock.advance(100)
    expect(await turn).toBe('look')
    expect(of('watch').length).toBeLessThan(15)
    expect(of('watch')[0]?.args).toEqual(['other'])
  })

  test('of another one is waited for no longer than one lasts', async () => {
    const { store, clock } = rig((kind) => (kind === 'take' ? 'hother' : 'held'), { leaseMs: 1_000 })
    const turn = store.lease('a')
    await clock.advance(1_200)
    expect(await turn).toBe('go')
  })

  test('is not waited for where nothing came of it, nor where there are none', async () => {
    const { store } = rig(() => 'huseless')
    expect(await store.lease('a')).toBe('go')
    expect(rig(() => nothing, { leaseMs: 0 }).store.lease).toBeUndefined()
  })

  test('that comes when nobody waits any more is given back', async () => {
    const taken = Promise.withResolvers<string>()
    const { store, of } = rig((kind) => (kind === 'take' ? taken.promise : 'given'))
    const leaving = new AbortController()
    const turn = store.lease('a', leaving.signal)
    leaving.abort()
    taken.resolve('taken')
    expect(await turn).toBe('go')
    expect(of('give')).toHaveLength(1)
  })

  test('is waited for by nobody who has left', async () => {
    const { store, clock, of } = rig((kind) => (kind === 'take' ? 'hother' : 'held'))
    const leaving = new AbortController()
    const failed = Promise.resolve(store.lease('a', leaving.signal)).then(undefined, ({ message }: Error) => message)
    await clock.advance(20)
    leaving.abort(new Error('gone ashore'))
    expect(await failed).toBe('gone ashore')
    const asked = of('watch').length
    await clock.advance(1_000)
    expect(of('watch')).toHaveLength(asked)
    expect(clock.pending).toBe(0)
  })
})

describe('a Redis that does not answer', () => {
  test('holds nobody longer than the deadline', async () => {
    const { store, clock } = rig(() => new Promise(() => {}))
    const calls = [
      async () => store.get('a'),
      async () => store.set(entry('a'), 1),
      async () => store.delete('a'),
      async () => store.invalidate(['a'], 'gone'),
      async () => store.sync(),
      async () => store.lease('a'),
    ].map((call) =>
      call().then(
        () => 'answered',
        ({ code }: { code?: string }) => code,
      ),
    )
    await clock.advance(50)
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['ETIMEDOUT']))
    await store.close()
    expect(clock.pending).toBe(0)
  })
})

function recordOf(change: object, body = 'n'): string {
  const { body: _body, ...rest } = entry('a')
  return `A${JSON.stringify({ ...rest, ...change })}\n${body}`
}
