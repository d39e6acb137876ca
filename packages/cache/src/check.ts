import { configError } from '@fairlead/core'
import type { CacheMode, CacheOptions, CallCacheOptions } from './options.ts'
import type { CacheStore } from './store.ts'

const MODES: ReadonlySet<unknown> = new Set([
  'default',
  'no-store',
  'reload',
  'no-cache',
  'force-cache',
  'only-if-cached',
])
const CALL_OPTIONS = /^(mode|ttlMs|staleMs|tags)$/
const BOUNDS = /^max(Bytes|Entries|EntryBytes)$/

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

/** What the bounds of the memory must be. */
export const MEMORY = 'an object of numbers above 0: maxBytes, maxEntries, maxEntryBytes'
const STORE = ['get', 'set', 'delete', 'invalidate'] as const

/** What each option of the plugin must be. */
const OPTIONS: { readonly [name in keyof CacheOptions]-?: readonly [(value: never) => boolean, what: string] } = {
  type: [(value: unknown) => value === 'private' || value === 'shared', "'private' or 'shared'"],
  memory: [isMemory, MEMORY],
  store: [
    (value: CacheStore) => STORE.every((part) => typeof value?.[part] === 'function'),
    'a store such as idbStore()',
  ],
  ttlMs: [isTime, 'a number of milliseconds from 0 up'],
  staleMs: [isTime, 'a number of milliseconds from 0 up'],
  storeDeadlineMs: [isTime, 'a number of milliseconds from 0 up'],
  heuristic: [isBoolean, 'true or false'],
  decoded: [isBoolean, 'true or false'],
  targets: [isTags, 'a list of field names'],
  waitUntil: [(value: unknown) => typeof value === 'function', 'a function'],
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkOptions(options: CacheOptions): void {
  if (typeof options !== 'object' || options === null) throw configError('cache: the options are no object')
  for (const [name, value] of Object.entries(options)) {
    const [guard, what] = (Object.hasOwn(OPTIONS, name) && OPTIONS[name as keyof CacheOptions]) || []
    if (!guard) throw configError(`cache: unknown option '${name}'`)
    if (value !== undefined && !guard(value as never)) throw configError(`cache: \`${name}\` is not ${what}`)
  }
}

/** Whether a value says how much the memory holds. */
export function isMemory(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, bound]) => BOUNDS.test(name) && (bound === undefined || (typeof bound === 'number' && bound > 0)),
    )
  )
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}
