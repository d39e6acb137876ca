import type { Redis } from '../redis.ts'

const PAUSE_MS = 25

/** Tries again what can be said twice, until Redis is known not to answer: one slow answer must not be taken for an outage. */
export async function insist<T>(fleet: Redis, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (fleet.retryAt !== undefined) throw error
      await new Promise<void>((resolve) => void fleet.runtime.setTimeout(resolve, PAUSE_MS))
    }
  }
}
