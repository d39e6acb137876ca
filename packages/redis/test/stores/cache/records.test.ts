import type { CacheStore, StoreChange } from '@fairlead/cache'
import { type RedisOptions, redis } from '@fairlead/redis'
import { redisStore } from '@fairlead/redis/cache'
import { Redis as Ioredis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { entry } from '../../cache/entry.ts'
import { describeRedis } from '../../support/server.ts'

describeRedis(
  'what a store keeps in Redis',
  (server) => {
    let direct: Ioredis
    beforeAll(() => {
      direct = new Ioredis(server.url)
    })
    afterAll(() => direct.disconnect())

    function place(options: RedisOptions = {}) {
      const namespace = crypto.randomUUID()
      const base = redis(direct, { namespace, deadlineMs: 5_000, ...options })
      const open = () => {
        const store = redisStore(base) as Required<CacheStore>
        onTestFinished(() => store.close())
        return store
      }
      onTestFinished(() => base.close())
      const put = async (store: CacheStore, each = entry('a')): Promise<boolean> =>
        store.set(each, (await store.get(each.key)).epoch)
      const texts = async (store: CacheStore, key = 'a'): Promise<string[]> =>
        (await store.get(key)).found.map(
          ({ entry: { body }, stale }) => `${stale ? 'stale ' : ''}${String(textOf(body))}`,
        )
      return {
        namespace,
        key: base.key,
        open,
        put,
        texts,
        books: base.key('cache', 'books'),
        at: base.key('cache', 'at', 'a'),
      }
    }

    test('goes by itself', async () => {
      const { namespace, open, put } = place()
      const store = open()
      await put(store)
      await store.invalidate(['b'], 'gone')
      await store.lease('a')
      await put(store, entry('c', { names: ['id:ann'] }))
      const keys = await direct.keys(`${namespace}*`)
      expect(keys).toHaveLength(5)
      for (const key of keys) expect(await direct.pttl(key), key).toBeGreaterThan(0)
    })

    test('is one place, which holds no more variants than memory does', async () => {
      const { open, put, at } = place()
      const store = open()
      for (let variant = 0; variant < 40; variant++) await put(store, entry('a', { variant: String(variant) }))
      expect((await store.get('a')).found).toHaveLength(32)
      expect(await direct.hlen(at)).toBe(64)
    })

    test('of a user is removed when that one has left', async () => {
      const { namespace, key, open, put } = place()
      const store = open()
      for (let index = 0; index < 250; index++) await put(store, entry(`a${index}`, { names: ['id:ann', 'tag:a'] }))
      await put(store, entry('b', { names: ['id:bo'] }))
      await store.invalidate(['id:ann'], 'gone')
      await store.close()
      const kept = [key('cache', 'at', 'b'), key('cache', 'books'), key('cache', 'of', 'id:bo')]
      expect((await direct.keys(`${namespace}*`)).toSorted()).toEqual(kept)
    })

    test('of a user who has left is removed the next time where it could not be', async () => {
      let isBroken = true
      const client = {
        eval: async (script: string, keys: readonly string[], args: readonly string[]) => {
          if (isBroken && script.includes("'ZREM'")) throw new Error('no connection')
          return direct.eval(script, keys.length, ...keys, ...args)
        },
      }
      const { put } = place()
      const base = redis(client, { namespace: crypto.randomUUID(), deadlineMs: 5_000 })
      onTestFinished(() => base.close())
      const store = redisStore(base) as Required<CacheStore>
      await put(store, entry('a', { names: ['id:ann'] }))
      for (const kept of [1, 0]) {
        await store.invalidate(['id:ann'], 'gone')
        await store.close()
        expect(await direct.exists(base.key('cache', 'at', 'a'))).toBe(kept)
        isBroken = false
      }
    })

    test('of a user is removed when that one has left, also by a client that puts a prefix before keys', async () => {
      const client = new Ioredis(server.url, { keyPrefix: 'prefix:' })
      onTestFinished(() => client.disconnect())
      const namespace = crypto.randomUUID()
      const store = redisStore(redis(client, { namespace, deadlineMs: 5_000 })) as Required<CacheStore>
      await store.set(entry('a', { names: ['id:ann'] }), (await store.get('a')).epoch)
      const at = `prefix:${namespace}:{cache}:at:a`
      expect(await direct.exists(at)).toBe(1)
      await store.invalidate(['id:ann'], 'gone')
      await store.close()
      expect(await direct.exists(at)).toBe(0)
    })

    describe('is nothing where somebody else has written', () => {
      test.each([
        ['inf', 'epoch'],
        ['9007199254740991', 'epoch'],
        ['inf', 'floor'],
      ])('%s as the %s of its table', async (score, member) => {
        const { open, put, texts, books } = place()
        const store = open()
        await put(store)
        await direct.zadd(books, score, member)
        expect(await texts(store)).toEqual([])
        expect(await put(store)).toBe(true)
        await store.invalidate(['b'], 'gone')
        expect(await texts(store)).toEqual(['a'])
        expect(await texts(open())).toEqual(['a'])
      })

      test('a number beyond all others on the channel', async () => {
        const { key, open, put, texts } = place()
        const store = open()
        const heard: unknown[] = []
        store.subscribe((change) => heard.push(change))
        await put(store)
        const message = `c1 9007199254740991 x g ${JSON.stringify('b')}`
        await vi.waitFor(async () => expect(await direct.publish(key('cache', 'changes'), message)).toBe(1))
        await open().invalidate(['z'], 'gone')
        await vi.waitFor(() => expect(heard).toContainEqual({ names: ['z'], mode: 'gone' }))
        expect(await texts(store)).toEqual(['a'])
      })

      test('a lease without an end', async () => {
        const { key, open } = place()
        await direct.set(key('cache', 'lease', 'a'), 'rubbish')
        expect(await open().lease('a')).toBeTypeOf('function')
      })

      test('another kind of value', async () => {
        const { open, put, texts, books, at } = place()
        const store = open()
        for (const key of [books, at]) await direct.set(key, 'rubbish')
        expect(await texts(store)).toEqual([])
        for (const key of [books, at]) await direct.set(key, 'rubbish')
        expect(await put(store)).toBe(true)
        await direct.set(books, 'rubbish')
        await store.invalidate(['b'], 'gone')
        expect(await texts(store)).toEqual([])
        await direct.set(at, 'rubbish')
        expect(await store.set(entry('a'), (await store.get('b')).epoch)).toBe(true)
        await store.delete('a', '')
      })

      test.each(['', 'rubbish', '12', '-1\n"a"', '1e3\n"a"'])('%j in place of its names', async (head) => {
        const { open, put, texts, at } = place()
        const store = open()
        await put(store)
        await direct.hset(at, 'h""', head)
        expect(await texts(store)).toEqual([])
        expect(await direct.exists(at)).toBe(0)
      })

      test('something else in place of its record', async () => {
        const { open, put, texts, at } = place()
        const store = open()
        await put(store)
        await direct.hset(at, 'r""', 'rubbish')
        expect(await texts(store)).toEqual([])
        await vi.waitFor(async () => expect(await direct.exists(at)).toBe(0))
      })
    })

    test('is gone with the table of what was invalidated, whoever has thrown that out', async () => {
      const { open, put, texts, books } = place()
      const store = open()
      await put(store)
      await direct.del(books)
      expect(await texts(store)).toEqual([])
      expect(await put(store)).toBe(true)
      expect(await texts(store)).toEqual(['a'])
    })

    test('is gone for who knows that Redis has gone back to what was before an invalidation', async () => {
      const { open, put, texts, books, at } = place()
      const store = open()
      await put(store)
      const copies = await Promise.all([books, at].map(async (key) => [key, await direct.dumpBuffer(key)] as const))
      await store.invalidate(['a'], 'gone')
      for (const [key, copy] of copies) if (copy) await direct.restore(key, 60_000, copy, 'REPLACE')
      expect(await texts(store)).toEqual([])
      expect(await texts(open())).toEqual([])
    })

    test('is forgotten to the safe side when more names are invalidated than are remembered', async () => {
      const { open, put, texts, books } = place()
      const store = open()
      await put(store)
      const asked = (await store.get('a')).epoch
      await store.invalidate(['a'], 'gone')
      for (let first = 0; first < 101_000; first += 1_000)
        await store.invalidate(
          Array.from({ length: 1_000 }, (_, index) => `n${first + index}`),
          'stale',
        )
      expect(await direct.zcard(books)).toBeLessThan(100_010)
      expect(await store.set(entry('a'), asked)).toBe(false)
      expect(await texts(store)).toEqual([])
      expect(await put(store)).toBe(true)
      await store.invalidate(['n0'], 'stale')
      expect(await texts(store)).toEqual(['a'])
    })

    test('without memory takes no answer, gives those there are, and still knows what is gone', async () => {
      const { open, put, texts } = place()
      const [one, two] = [open(), open()]
      for (const key of ['a', 'b']) await put(one, entry(key))
      await direct.config('SET', 'maxmemory', '1')
      onTestFinished(async () => void (await direct.config('SET', 'maxmemory', '0')))
      expect(await put(one, entry('c'))).toBe(false)
      expect(await texts(two, 'a')).toEqual(['a'])
      await one.invalidate(['a'], 'gone')
      expect([await texts(two, 'a'), await texts(two, 'b')]).toEqual([[], ['b']])
      await expect(one.lease('a')).rejects.toMatchObject({ kind: 'network', code: 'OOM' })
    })

    test('of which nothing can be kept is waited for by nobody, however late that is known', async () => {
      const { key, open } = place()
      const [one, two, three] = [open(), open(), open()]
      const lease = key('cache', 'lease', 'a')
      const late = await one.lease('a')
      await direct.del(lease)
      const other = await two.lease('a')
      if (typeof late !== 'function' || typeof other !== 'function') throw new Error('it is nobody’s')
      late(false)
      await vi.waitFor(async () => expect(await direct.get(lease)).toBe('useless'))
      expect(await three.lease('a')).toBe('go')
      other(true)
      await direct.del(lease)
      late(false)
      await vi.waitFor(async () => expect(await direct.get(lease)).toBe('useless'))
      expect(await direct.pttl(lease)).toBeGreaterThan(0)
    })

    test('is waited for as long as another one has its turn, though one that is over is given back', async () => {
      const { key, open } = place()
      const [one, two] = [open(), open()]
      const lease = key('cache', 'lease', 'a')
      const late = await one.lease('a')
      await direct.del(lease)
      await two.lease('a')
      const holder = await direct.get(lease)
      if (typeof late !== 'function') throw new Error('it is nobody’s')
      for (const isStored of [true, undefined]) late(isStored)
      // What the store says next, Redis hears after that.
      await one.get('a')
      expect(await direct.get(lease)).toBe(holder)
    })

    describe('and was invalidated', () => {
      test('by another one is heard on the channel, and one’s own is not', async () => {
        const { open } = place()
        const [one, two] = [open(), open()]
        const heard: Record<'one' | 'two', (StoreChange | 'lost')[]> = { one: [], two: [] }
        one.subscribe((change) => heard.one.push(change))
        two.subscribe((change) => heard.two.push(change))
        const names = ['a', 'b c', 'd\ne', '\ud83d', `long ${'x'.repeat(600)}`]
        // Until the channel is there.
        await vi.waitFor(async () => {
          await one.invalidate(['waiting'], 'stale')
          expect(heard.two).not.toEqual([])
        })
        heard.two.length = 0
        await one.invalidate(names, 'gone')
        await vi.waitFor(() => expect(heard.two).toContainEqual({ names, mode: 'gone' }))
        expect(heard.one).toEqual([])
      })

      test('is made up for by the next question where the channel has brought nothing', async () => {
        const { open } = place()
        const [one, two] = [open(), open()]
        const heard: unknown[] = []
        await two.sync()
        await one.invalidate(['a', 'b\ud83d'], 'gone')
        two.subscribe((change) => heard.push(change))
        await two.sync()
        expect(heard).toEqual([{ names: ['a', 'b\ud83d'], mode: 'gone' }])
        await one.invalidate([`long ${'x'.repeat(600)}`], 'stale')
        await two.sync()
        expect(heard.at(-1)).toBe('lost')
      })
    })
  },
  {},
)

function textOf(body: Uint8Array | null): string | null {
  return body && new TextDecoder().decode(body)
}
