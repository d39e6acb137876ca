import { check } from '@fairlead/core'
import type { Coordinator } from '@fairlead/auth'
import type { Redis } from '../redis.ts'
import { createLock } from './lock.ts'
import { createNews } from './news.ts'
import { createStore } from './store.ts'
import type { Seal } from './values.ts'

/** How processes share the tokens of a session. */
export interface RedisCoordinatorOptions {
  /** Whose tokens these are: sessions of different users need their own. @defaultValue 'shared' */
  readonly name?: string | undefined
  /**
   * What becomes of a refresh while Redis cannot be asked. `wait`: a token that its refresh uses up is kept until Redis
   * answers again, and calls go on with it while it is good. `local`: each process refreshes by itself, which a server that
   * rotates strictly may take for theft. What has no refresh token is always renewed. @defaultValue 'wait'
   */
  readonly fallback?: 'wait' | 'local' | undefined
  /** How long the lock of a process that died stays, in milliseconds. @defaultValue 5_000 */
  readonly lockMs?: number | undefined
  /** How long tokens stay that nobody writes, in milliseconds: longer than a refresh token is good. @defaultValue 30 days */
  readonly ttlMs?: number | undefined
  /** Encrypts what is kept. @defaultValue whoever can read the Redis can read the tokens */
  readonly seal?: Seal | undefined
}

const DAY_MS = 86_400_000

/**
 * Tokens in a Redis that a fleet shares: one process refreshes at a time, and the others take what it was given. Keeps what
 * JSON can. A Redis that loses what it had ends no session: it is given again what processes still hold.
 *
 * @throws `config` for an unknown option, or one with a value it cannot have
 *
 * @example
 * ```ts
 * auth({ strategy, coordinator: redisCoordinator(fleet) })
 * ```
 */
export function redisCoordinator(fleet: Redis, options: RedisCoordinatorOptions = {}): Coordinator {
  check('redisCoordinator', options, {
    name: (value) => typeof value === 'string' && value !== '',
    fallback: (value) => value === 'wait' || value === 'local',
    lockMs: isDuration,
    ttlMs: isDuration,
    seal: isSeal,
  })
  const { name = 'shared', fallback = 'wait', lockMs = 5_000, ttlMs = 30 * DAY_MS, seal } = options
  const tag = `auth:${name}`
  const channel = fleet.key(tag, 'news')
  const store = createStore({ fleet, tag, channel, ttlMs, seal, changed: (key) => news.changed(key) })
  const news = createNews(fleet, channel, store.revisionOf)
  return {
    lock: createLock({ fleet, tag, channel, lockMs, onRelease: news.onRelease }),
    store,
    onChange: news.onChange,
    needsLock: fallback === 'wait',
    close: news.close,
  }
}

function isDuration(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 100
}

function isSeal(value: unknown): boolean {
  const { encrypt, decrypt } = (value ?? {}) as Partial<Seal>
  return typeof encrypt === 'function' && typeof decrypt === 'function'
}
