// One process of a fleet, which does what it is told. Arguments: the name of the case, where things are as JSON.
import { setTimeout as sleep } from 'node:timers/promises'
import { caseOf } from './cases.ts'
import type { Start } from './clients/client.ts'

/** What a process is told to do. */
export type Order =
  | { readonly act: 'read'; readonly key: string; readonly count: number }
  | { readonly act: 'invalidate'; readonly key: string }
  | { readonly act: 'crowd'; readonly key: string }
  | { readonly act: 'rest' }
  | { readonly act: 'time'; readonly keys: readonly string[] }

/** What became of calls. */
export interface Timed {
  /** The longest one in milliseconds; null where one did not end, a text where one failed. */
  readonly slowest: number | string | null
  /** Whether a program would have ended that does not listen to what nobody catches. */
  readonly isEnded: boolean
}

/** A call that takes longer than this counts as one that never ends. */
const BOUND_MS = 5_000

const [name = '', start = '{}'] = process.argv.slice(2)
const cached = await caseOf(name).open(JSON.parse(start) as Start)
let reading = new AbortController()
/** Whether something was thrown where no caller can catch it: without this listener, the process would have ended. */
let isEnded = false

async function act(order: Order): Promise<unknown> {
  switch (order.act) {
    case 'read':
      return (await Promise.all(Array.from({ length: order.count }, () => cached.read(order.key)))).map(
        ({ version }) => version,
      )
    case 'invalidate':
      await cached.invalidate(order.key)
      return null
    case 'crowd':
      reading = new AbortController()
      void crowd(order.key, reading.signal)
      return null
    case 'rest':
      reading.abort()
      return null
    case 'time':
      return { slowest: await slowest(order.keys), isEnded } satisfies Timed
  }
}

/** Readers that are always on their way. */
async function crowd(key: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await cached.read(key)
    await sleep(1)
  }
}

async function slowest(keys: readonly string[]): Promise<Timed['slowest']> {
  let longestMs = 0
  for (const key of keys) {
    const began = performance.now()
    const timer = new AbortController()
    const bound = sleep(BOUND_MS, 'never', { signal: timer.signal }).catch(() => 'ended')
    const outcome = await Promise.race([cached.read(key).then(() => 'read', String), bound])
    timer.abort()
    if (outcome === 'never') return null
    if (outcome !== 'read') return outcome
    longestMs = Math.max(longestMs, performance.now() - began)
  }
  return longestMs
}

process.on('uncaughtException', () => (isEnded = true))
process.on('message', ({ id, order }: { id: number; order: Order }) => {
  act(order).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ id: 0, result: null })
