import { type Redis, type RedisClient, redis } from '@fairlead/redis'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { Redis as Ioredis } from 'ioredis'
import { script } from '../../../src/script.ts'

/** A fleet on one virtual clock, which is also the clock of the real Redis it uses. */
export interface VirtualFleet {
  readonly clock: VirtualClock
  /** Scripts that Redis was asked to run, by all. */
  readonly trips: number
  /** A process of it, whose wall clock is so much ahead. */
  process(aheadMs?: number): Redis
  /** Lets time pass millisecond by millisecond, each with what Redis answers in it. */
  advance(durationMs: number, each?: () => void): Promise<void>
  close(): void
}

/**
 * Connects a fleet to a Redis whose scripts see the virtual time, and whose keys do not expire by the real one; through a client
 * that is given, or one of its own.
 */
export function createVirtualFleet(url: string, given?: RedisClient): VirtualFleet {
  const clock = createVirtualClock()
  const own = given ? undefined : new Ioredis(url)
  // Only the processes have the virtual clock: a real Redis takes real time.
  const real = redis(given ?? (own as Ioredis), { deadlineMs: 5_000 })
  const namespace = crypto.randomUUID()
  const pending = new Set<Promise<unknown>>()
  let trips = 0

  async function run(source: string, keys: string[], args: string[]): Promise<unknown> {
    const at = clock.now()
    const text = source
      .replace(`redis.call('TIME')`, `{${Math.floor(at / 1_000)}, ${(at % 1_000) * 1_000}}`)
      .replace(`'PX', math.ceil(owed)`, `'PX', 3600000`)
      .replace(`'PEXPIRE', KEYS[1], till - now`, `'PEXPIRE', KEYS[1], 3600000`)
    trips++
    const answer = real.run(script('virtual', text), keys, args)
    pending.add(answer)
    try {
      return await answer
    } finally {
      pending.delete(answer)
    }
  }
  /** Lets all answers come, and those to what is asked when they have. */
  async function answers(): Promise<void> {
    while (pending.size > 0) {
      await Promise.allSettled(pending)
      await clock.advance(0)
    }
  }

  return {
    clock,
    get trips() {
      return trips
    },
    process(aheadMs = 0) {
      const runtime = { ...clock, now: () => clock.now() + aheadMs, randomUUID: () => crypto.randomUUID() }
      return redis({ eval: run }, { namespace, runtime })
    },
    async advance(durationMs, each) {
      for (let passed = 0; passed < durationMs; passed++) {
        await clock.advance(1)
        each?.()
        await answers()
      }
    },
    close() {
      real.close()
      own?.disconnect()
    },
  }
}
