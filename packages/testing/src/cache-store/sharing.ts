import { equal, ok } from '../conformance/assert.ts'
import type { CacheStoreCase } from './case.ts'
import { answer, handleOf, newKey, withStore, withTwoStores } from './handle.ts'

/** What those see who share a storage, and how calls and stores end. */
export const sharingCases: readonly CacheStoreCase[] = [
  {
    name: 'shows one user of the storage what another one stores and removes',
    run: (context) =>
      withTwoStores(context, async (one, other, key) => {
        equal(await other.texts(key), [])
        await one.put(answer(key, 'from one'))
        equal(await other.texts(key), ['from one'])
        await other.put(answer(key, 'from the other'))
        equal(await one.texts(key), ['from the other'])
        await one.store.delete(key)
        equal(await other.texts(key), [])
      }),
  },
  {
    name: 'lets an invalidation by one count for all',
    run: (context) =>
      withTwoStores(context, async (one, other, key) => {
        await one.put(answer(key, 'old'))
        const asked = await other.epoch(key)
        await one.invalidate('stale', key)
        equal(await other.texts(key), ['stale old'])
        equal(await other.set(answer(key, 'late'), asked), false)
        equal(await one.epoch(key), await other.epoch(key), 'both have one clock')
        await other.invalidate('gone', key)
        equal(await one.texts(key), [])
        equal(await one.set(answer(key, 'late'), asked), false)
        await one.put(answer(key, 'new'))
        equal(await other.texts(key), ['new'])
      }),
  },
  {
    name: 'moves one clock for all, whoever invalidates, and as many as may be at once',
    run: (context) =>
      withTwoStores(context, async (one, other, key) => {
        const before = await one.epoch(key)
        const all = Array.from({ length: 10 }, (_, index) => (index % 2 ? one : other).invalidate('stale', newKey()))
        await Promise.all(all)
        equal(await one.epoch(key), await other.epoch(key))
        ok((await one.epoch(key)) >= before + 10, 'no invalidation is lost')
      }),
  },
  {
    name: 'never has as good for one what came while another one invalidated it',
    run: (context) =>
      withTwoStores(context, async (one, other, key) => {
        for (let round = 0; round < 10; round++) {
          const place = `${key} ${round}`
          const asked = await one.epoch(place)
          await Promise.all([one.set(answer(place, 'late'), asked), other.invalidate('gone', place)])
          equal([await one.texts(place), await other.texts(place)], [[], []])
        }
      }),
  },
  {
    name: 'begins nothing for a signal that has aborted, or does it all',
    run: (context) =>
      withStore(context, async ({ store, put, texts, epoch }, key) => {
        const reason = new Error('gone ashore')
        const signal = AbortSignal.abort(reason)
        const settled = async (work: () => unknown): Promise<unknown> => {
          try {
            return { value: await work() }
          } catch (error) {
            ok(error === reason, `it is rejected with the reason itself, not ${String(error)}`)
            return undefined
          }
        }
        await put(answer(key, 'old'))
        const asked = await epoch(key)
        const looked = (await settled(() => store.get(key, signal))) as { value: { found: unknown[] } } | undefined
        ok(!looked || looked.value.found.length === 1, 'a look-up that is answered is right')
        const stored = await settled(() => store.set(answer(key, 'new'), asked, signal))
        equal(await texts(key), [stored ? 'new' : 'old'])
        const removed = await settled(() => store.delete(key, undefined, signal))
        equal((await texts(key)).length, removed ? 0 : 1)
        await put(answer(key, 'again'))
        const changed = await settled(() => store.invalidate([key], 'gone', signal))
        equal(await texts(key), changed ? [] : ['again'])
      }),
  },
  {
    name: 'works on after calls that were aborted on their way',
    run: (context) =>
      withStore(context, async ({ store, put, texts, epoch, invalidate }, key) => {
        const reason = new Error('gone ashore')
        const asked = await epoch(key)
        for (let round = 0; round < 5; round++) {
          const control = new AbortController()
          const calls = [
            async () => store.get(key, control.signal),
            async () => store.set(answer(key, 'whole'), asked, control.signal),
            async () => store.delete(newKey(), undefined, control.signal),
          ].map((call) => call().then(Boolean, (error: unknown) => ok(error === reason, 'the reason is given')))
          for (let turn = 0; turn < round; turn++) await Promise.resolve()
          control.abort(reason)
          await Promise.all(calls)
        }
        const left = await texts(key)
        ok(left.length === 0 || left[0] === 'whole', 'what is stored is whole')
        await put(answer(key, 'after'))
        equal(await texts(key), ['after'])
        await invalidate('gone', key)
        equal(await texts(key), [])
      }),
  },
  {
    name: 'completes an invalidation whose user does not wait for its end',
    run: (context) =>
      withStore(context, async ({ store, put, texts }, key) => {
        await put(answer(key, 'old'))
        const control = new AbortController()
        const invalidated = (async () => store.invalidate([key], 'gone', control.signal))().catch(() => {})
        control.abort(new Error('gone ashore'))
        await invalidated
        equal(await texts(key), [])
      }),
  },
  {
    name: 'leaves the entries and the epochs when it is closed, twice if need be',
    run: async (context) => {
      const key = newKey()
      const first = handleOf(context.open())
      const asked = await first.epoch(key)
      await first.put(answer(key, 'left behind'))
      await first.invalidate('stale', key)
      await first.store.close?.()
      await first.store.close?.()
      await withStore(context, async (second) => {
        equal(await second.texts(key), ['stale left behind'])
        equal(await second.set(answer(key, 'late'), asked), false)
      })
    },
  },
  {
    name: 'has written down an invalidation that was not awaited before it is closed',
    run: async (context) => {
      const key = newKey()
      const first = handleOf(context.open())
      await first.put(answer(key, 'old'))
      const invalidated = first.invalidate('gone', key)
      await first.store.close?.()
      await invalidated
      await withStore(context, async (second) => equal(await second.texts(key), []))
    },
  },
]
