import { check } from '@fairlead/core'
import { YEAR_MS } from '../times.ts'

/** What a fleet keeps of its answers, and how its processes wait for each other. */
export interface RedisStoreOptions {
  /** How long an answer is kept that can still be asked about (`ETag`, `Last-Modified`), and any other at most. @defaultValue 86_400_000 */
  readonly keepMs?: number | undefined
  /** Bytes of one entry's body; a larger one is not stored. @defaultValue 1_048_576 */
  readonly maxEntryBytes?: number | undefined
  /** Names of one entry; one with more is not stored. @defaultValue 128 */
  readonly maxNames?: number | undefined
  /**
   * How long the memory of this process is believed without asking Redis what others have invalidated. At 0 each answer
   * from memory costs a small question, one for all that are given at the same time, and none is older than what another
   * process has written. Above 0 it costs nothing; the channel still tells within moments, and this is the longest that a
   * lost message can matter. @defaultValue 0
   */
  readonly trustMs?: number | undefined
  /**
   * How long one process may keep others waiting that want the same answer; 0: nobody waits. One that dies keeps them
   * waiting no longer. @defaultValue 2_000
   */
  readonly leaseMs?: number | undefined
}

/** The options with every default filled in. */
export type Settings = { readonly [Name in keyof RedisStoreOptions]-?: NonNullable<RedisStoreOptions[Name]> }

/** @throws `config` for an unknown option, or one with a value it cannot have */
export function settingsOf(options: RedisStoreOptions): Settings {
  check('redisStore', options, {
    keepMs: isAboveZero,
    maxEntryBytes: isAboveZero,
    maxNames: isAboveZero,
    trustMs: isTime,
    leaseMs: isTime,
  })
  const { keepMs = 86_400_000, maxEntryBytes = 1_048_576, maxNames = 128, trustMs = 0, leaseMs = 2_000 } = options
  return { keepMs, maxEntryBytes, maxNames, trustMs, leaseMs }
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= YEAR_MS
}

function isAboveZero(value: unknown): boolean {
  return isTime(value) && value !== 0
}
