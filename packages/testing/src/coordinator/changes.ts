import { equal, pause, until } from '../conformance/assert.ts'
import { type CoordinatorCase, put, withTwo } from './case.ts'

/** Longer than news takes where nobody listens to it any more. */
const QUIET_MS = 150

/** How others hear of a write, and how they stop. */
export const changeCases: readonly CoordinatorCase[] = [
  {
    name: 'tells others of a write and of a removal, and its own users too',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const heard = { here: 0, there: 0 }
        const stops = [one.onChange(key, () => heard.here++), other.onChange(key, () => heard.there++)]
        const revision = await put(one, key, undefined, 1)
        await until(() => heard.here > 0 && heard.there > 0, 'both hear of the write')
        await pause(QUIET_MS)
        Object.assign(heard, { here: 0, there: 0 })
        await put(other, key, revision, undefined)
        await until(() => heard.here > 0 && heard.there > 0, 'both hear of the removal')
        for (const stop of stops) stop()
      }),
  },
  {
    name: 'has the write in the store when others hear of it',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const found: unknown[] = []
        const stop = other.onChange(key, () => void other.store.get(key).then((entry) => found.push(entry?.value)))
        const revision = await put(one, key, undefined, 'new')
        await until(() => found.length > 0, 'the other one hears')
        stop()
        equal(found[0], 'new')
        await put(one, key, revision, undefined)
      }),
  },
  {
    name: 'does not call who has unsubscribed, and still calls the others',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        let left = 0
        let stayed = 0
        const count = (): void => void left++
        // The same function twice is two listeners.
        const stops = [other.onChange(key, count), other.onChange(key, count)]
        const stop = other.onChange(key, () => stayed++)
        for (const each of stops) each()
        const revision = await put(one, key, undefined, 1)
        await until(() => stayed > 0, 'the one who stays hears')
        await pause(QUIET_MS)
        equal(left, 0)
        stop()
        await put(one, key, revision, undefined)
      }),
  },
  {
    name: 'is silent after it is closed, twice if need be, and holds nobody up',
    async run(context) {
      const [one, other] = [context.open(), context.open()]
      // One object that all share is closed for all.
      if (one === other) return one.close?.()
      const key = `conformance ${crypto.randomUUID()}`
      let heard = 0
      other.onChange(key, () => heard++)
      await other.lock(key, {}, () => put(other, key, undefined, 0))
      await pause(QUIET_MS)
      await other.close?.()
      await other.close?.()
      heard = 0
      const entry = await one.store.get(key)
      await one.lock(key, {}, () => put(one, key, entry?.revision, undefined))
      await pause(QUIET_MS)
      equal(heard, 0)
      await one.close?.()
    },
  },
]
