import type { Redis } from './redis.ts'

const PAUSE_MS = 25

/** One slow answer must not be taken for an outage; after so many Redis is left alone as well. */
export const MAX_TRIES = 3

/** Tries again what can be said twice. @throws `network` */
export async function insist<T>(fleet: Redis, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (fleet.retryAt !== undefined || tries === MAX_TRIES) throw error
      await new Promise<void>((resolve) => void fleet.runtime.setTimeout(resolve, PAUSE_MS))
    }
  }
}
