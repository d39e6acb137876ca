import { configError } from '@fairlead/core'
import type { CacheMode, CacheOptions, CallCacheOptions } from './options.ts'

const MODES: ReadonlySet<unknown> = new Set([
  'default',
  'no-store',
  'reload',
  'no-cache',
  'force-cache',
  'only-if-cached',
])
const CALL_OPTIONS = /^(mode|ttlMs|staleMs|tags)$/
const OPTIONS = /^(type|memory|store|ttlMs|staleMs|heuristic|targets|storeDeadlineMs|decoded|waitUntil)$/

/** Whether a value is one of Fetch's cache modes. */
export function isMode(value: unknown): value is CacheMode {
  return MODES.has(value)
}

/** The guard of the call option `cache`. */
export function isCallOption(value: unknown): value is CacheMode | CallCacheOptions {
  if (typeof value !== 'object' || value === null) return isMode(value)
  const { mode, ttlMs, staleMs, tags } = value as CallCacheOptions
  return (
    Object.keys(value).every((name) => CALL_OPTIONS.test(name)) &&
    (mode === undefined || isMode(mode)) &&
    [ttlMs, staleMs].every((time) => time === undefined || isTime(time)) &&
    (tags === undefined || isTags(tags))
  )
}

/** Whether a value is a list of tags. */
export function isTags(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((tag) => typeof tag === 'string')
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkOptions(options: CacheOptions): void {
  const { type, store, ttlMs, staleMs, targets, storeDeadlineMs, waitUntil } = options
  const unknown = Object.keys(options).find((name) => !OPTIONS.test(name))
  if (unknown !== undefined) throw configError(`cache: unknown option '${unknown}'`)
  if (type !== undefined && type !== 'private' && type !== 'shared')
    throw configError("cache: `type` is neither 'private' nor 'shared'")
  for (const [name, value] of Object.entries({ ttlMs, staleMs, storeDeadlineMs }))
    if (value !== undefined && !isTime(value))
      throw configError(`cache: \`${name}\` is no number of milliseconds from 0 up`)
  if (targets !== undefined && !isTags(targets)) throw configError('cache: `targets` is no list of field names')
  if (store !== undefined && typeof store?.get !== 'function')
    throw configError('cache: `store` is no store; for example idbStore()')
  if (waitUntil !== undefined && typeof waitUntil !== 'function') throw configError('cache: `waitUntil` is no function')
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}
