import { equal, ok, pause, until } from '../conformance/assert.ts'
import { type CoordinatorCase, withTwo } from './case.ts'

const CONTENDERS = 12

/** How one holder of a name at a time is had, waited for and let go. */
export const lockCases: readonly CoordinatorCase[] = [
  {
    name: 'lets one contender in at a time, whoever asks',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        let inside = 0
        let most = 0
        const enter = async (index: number): Promise<number> => {
          most = Math.max(most, ++inside)
          await pause(2)
          inside--
          return index
        }
        const all = Array.from({ length: CONTENDERS }, (_, index) =>
          (index % 2 ? one : other).lock(key, {}, () => enter(index)),
        )
        equal(await Promise.all(all), Array.from(all.keys()), 'each gets what its own run gave')
        equal(most, 1, 'nobody is inside together')
      }),
  },
  {
    name: 'does not let a name wait for another name',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const inner = await one.lock(key, {}, () => other.lock(`${key} b`, {}, () => one.lock(`${key} c`, {}, three)))
        equal(inner, 3)
      }),
  },
  {
    name: 'lets a waiter go when its signal aborts, and keeps the others in line',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const order: string[] = []
        let release = (): void => {}
        const held = new Promise<void>((resolve) => (release = resolve))
        let entered = false
        const first = one.lock(key, {}, async () => {
          entered = true
          await held
          order.push('first')
        })
        await until(() => entered, 'the first one enters')
        const controller = new AbortController()
        const reason = { why: 'enough' }
        const second = other.lock(key, { signal: controller.signal }, async () => void order.push('second'))
        const third = other.lock(key, {}, async () => void order.push('third'))
        await pause(30)
        controller.abort(reason)
        ok((await endOf(second)) === reason, "it ends with the signal's reason itself")
        equal(order, [], 'nobody else is let in by that')
        release()
        await Promise.all([first, third])
        equal(order, ['first', 'third'])
      }),
  },
  {
    name: 'does not begin for a signal that has aborted already, nor end by one that aborts later',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        let runs = 0
        const reason = { why: 'too late' }
        const ended = one.lock(key, { signal: AbortSignal.abort(reason) }, async () => void runs++)
        ok((await endOf(ended)) === reason, "it ends with the signal's reason itself")
        const controller = new AbortController()
        const going = other.lock(key, { signal: controller.signal }, async () => {
          await pause(5)
          controller.abort()
          await pause(5)
          return ++runs
        })
        equal(await going, 1)
      }),
  },
  {
    name: 'lets the next one in after a holder that throws, with what it threw',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const failure = new Error('broken')
        const failing = one.lock(key, {}, () => Promise.reject(failure))
        ok((await endOf(failing)) === failure, 'the error is the one thrown')
        equal(await other.lock(key, {}, three), 3)
      }),
  },
]

const three = (): Promise<number> => Promise.resolve(3)

/** What a promise is rejected with. */
function endOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('expected a rejection'),
    (error: unknown) => error,
  )
}
