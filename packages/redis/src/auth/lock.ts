import { type Locks, abortable, platformLocks } from '@fairlead/core'
import { redisError } from '../errors.ts'
import type { Redis } from '../redis.ts'
import { script } from '../script.ts'
import { MAX_TRIES } from '../insist.ts'
import { type News, RELEASED } from './news.ts'

/** What a lock is made of. */
export interface LockHost {
  readonly fleet: Redis
  readonly tag: string
  readonly channel: string
  readonly lockMs: number
  readonly onRelease: News['onRelease']
}

/**
 * Takes what is free or already ours, for so long: the answer to a first take may have been lost. One without an end is none
 * of ours, and would never be free.
 */
const TAKE = script(
  'lock-take',
  `local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif holder and redis.call('PTTL', KEYS[1]) ~= -1 then return 'held'
else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 'taken'`,
)

/** Keeps what is ours for so long, and takes nothing: it may come after the release. A Redis that is full does it as well. */
const RENEW = script(
  'lock-renew',
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'gone' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'renewed'`,
)

const RELEASE = script(
  'lock-release',
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'gone' end
redis.call('DEL', KEYS[1])
redis.pcall('PUBLISH', ARGV[2], ARGV[3])
return 'free'`,
)

const FIRST_WAIT_MS = 10
/** How long a release stays unseen at most. */
const LONGEST_WAIT_MS = 100

/**
 * Makes the lock. A holder renews it while it works, so that the lock of one that died is free after `lockMs`. One that slept
 * for longer is not the holder any more; what it then writes is refused, because the store compares revisions.
 */
export function createLock({ fleet, tag, channel, lockMs, onRelease }: LockHost): Locks['request'] {
  const { runtime } = fleet
  // Within a process nobody has to ask Redis to wait. The platform's locks are everybody's: the name must be our own.
  const locks = platformLocks()
  const own = crypto.randomUUID()
  /** Holders that may have the lock of a name without knowing it: a Redis that was frozen does what it was asked later. */
  const unsure = new Map<string, string>()

  async function take(name: string, key: string, holder: string, signal: AbortSignal | undefined): Promise<void> {
    let failures = 0
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      const taking = fleet.run(TAKE, [key], [holder, lockMs])
      try {
        const answer = await abortable(taking, signal)
        if (answer === 'taken') return void unsure.delete(name)
        // It must not be waited for with a client that does not understand what Redis says.
        if (answer !== 'held') throw redisError('lock-take: this is no answer', 'EREPLY')
        failures = 0
      } catch (error) {
        unsure.set(name, holder)
        if (signal?.aborted) taking.then(() => letGo(name, key, holder)).catch(() => {})
        if (signal?.aborted || fleet.retryAt !== undefined || ++failures === MAX_TRIES) throw error
      }
      await wait(name, waitMs * (0.5 + runtime.random()), signal)
    }
  }

  /** Lets go of what was taken when nobody waited any more, unless the next one here goes on with it. */
  async function letGo(name: string, key: string, holder: string): Promise<void> {
    if (unsure.get(name) !== holder) return
    unsure.delete(name)
    await release(name, key, holder)
  }

  /** Waits for a while, or until it is said that the lock is free. */
  async function wait(name: string, durationMs: number, signal: AbortSignal | undefined): Promise<void> {
    let end = (): void => {}
    const waiting = new Promise<void>((resolve) => {
      const timer = runtime.setTimeout(resolve, durationMs)
      const off = onRelease(name, resolve)
      end = () => {
        runtime.clearTimeout(timer)
        off()
      }
    })
    try {
      await abortable(waiting, signal)
    } finally {
      end()
    }
  }

  /** Renews the lock until it is gone; the answer ends it. */
  function renew(key: string, holder: string): () => void {
    let isOver = false
    let timer: unknown
    const plan = (): void => {
      timer = runtime.setTimeout(async () => {
        const answer = await fleet.run(RENEW, [key], [holder, lockMs]).catch(() => undefined)
        if (answer !== 'gone' && !isOver) plan()
      }, lockMs / 3)
      ;(timer as { unref?: () => void }).unref?.()
    }
    plan()
    return () => {
      isOver = true
      runtime.clearTimeout(timer)
    }
  }

  /** Lets go. Where that cannot be said, it goes by itself in time. */
  async function release(name: string, key: string, holder: string): Promise<void> {
    await fleet.run(RELEASE, [key], [holder, channel, RELEASED + name]).catch(() => {})
  }

  return (name, { signal }, run) =>
    locks.request(`${own} ${name}`, signal ? { signal } : {}, async () => {
      const key = fleet.key(tag, 'lock', name)
      const holder = unsure.get(name) ?? `h${crypto.randomUUID()}`
      unsure.delete(name)
      await take(name, key, holder, signal)
      const stop = renew(key, holder)
      try {
        return await run()
      } finally {
        stop()
        await release(name, key, holder)
      }
    })
}
