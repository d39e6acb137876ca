import type { Turn } from '@fairlead/cache'
import type { Redis } from '../redis.ts'
import { GIVE, TAKE, WATCH } from './scripts.ts'

/** How long it is remembered that nothing came of waiting for a key. */
const USELESS_MS = 10_000
/** Looks whether a lease is over, soon at first. */
const FIRST_LOOK_MS = 5
const MAX_LOOK_MS = 100

/** Waits for the lease `key`: {@link Turn} says what comes of it. */
export async function takeLease(
  fleet: Redis,
  key: string,
  leaseMs: number,
  signal: AbortSignal | undefined,
): Promise<Turn> {
  const { runtime } = fleet
  const self = runtime.randomUUID()
  const give = (isStored: boolean | undefined): void => {
    // What is not given back is over by itself.
    fleet.run(GIVE, [key], [self, isStored === false ? USELESS_MS : 0]).catch(() => {})
  }
  const end = runtime.now() + leaseMs
  const answer = String(await fleet.run(TAKE, [key], [self, leaseMs]))
  if (answer === 'taken') {
    if (!signal?.aborted) return give
    give(undefined)
    return 'go'
  }
  if (answer === 'huseless') return 'go'
  for (let pauseMs = FIRST_LOOK_MS; runtime.now() < end; pauseMs = Math.min(2 * pauseMs, MAX_LOOK_MS)) {
    await pause(fleet, pauseMs, signal)
    if ((await fleet.run(WATCH, [key], [answer.slice(1)])) === 'over') return 'look'
  }
  return 'go'
}

/** Waits, or rejects as soon as nobody wants it any more. */
function pause({ runtime }: Redis, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      runtime.clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = runtime.setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
