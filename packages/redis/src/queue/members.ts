import type { Redis } from '../redis.ts'
import { script } from '../script.ts'

/** So often a process that uses a limit says that it is there, and so long it counts after that. */
const BEAT_MS = 5_000
const ALIVE_MS = 3 * BEAT_MS

/** Notes a process, forgets those that have not come for long, and answers how many there are. */
const MEET = script(
  'meet',
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${ALIVE_MS})
if ARGV[2] == 'leave' then redis.call('ZREM', KEYS[1], ARGV[1])
else redis.call('ZADD', KEYS[1], now, ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], ${ALIVE_MS})
return redis.call('ZCARD', KEYS[1])`,
)

/** How many processes use a limit. */
export interface Members {
  /** As many as there were last; 1 before anybody knows. */
  readonly count: number
  /** Says now and then that this one is there. Waits for nothing. */
  beat(nowMs: number): void
  leave(): Promise<void>
}

/** Makes the members of a limit. No timer: who does not use it has no part in it. */
export function createMembers(fleet: Redis, name: string): Members {
  const id = fleet.runtime.randomUUID()
  const key = fleet.key(`members/${name}`)
  let count = 1
  let beaten = -Infinity

  async function meet(how: 'stay' | 'leave'): Promise<void> {
    try {
      count = Math.max(1, Number(await fleet.run(MEET, [key], [id, how])) || 1)
    } catch {
      // They are as many as before, as far as anybody knows; soon it is said again.
    }
  }

  return {
    get count() {
      return count
    },
    beat(nowMs) {
      if (nowMs - beaten < BEAT_MS) return
      beaten = nowMs
      void meet('stay')
    },
    leave: () => meet('leave'),
  }
}
