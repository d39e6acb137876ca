import type { CacheOptions } from './options.ts'
import type { Profile } from './policy/freshness.ts'
import { MAX_ENTRY_BYTES } from './tiers/memory.ts'

/** A cache's options with every default filled in. */
export interface Settings {
  readonly type: CacheOptions['type']
  /** The rules of this cache, and those for calls with credentials that belong to no session. */
  readonly profile: Profile
  readonly sharedProfile: Profile
  readonly ttlMs: number | undefined
  readonly staleMs: number | undefined
  readonly decoded: boolean
  /** Bytes of a streamed body that are kept for others. */
  readonly maxEntryBytes: number
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
  readonly platform: Platform
}

/** What kind of place the program runs in. */
export interface Platform {
  /** Whether a browser's own HTTP cache and its rules for scripts lie below. */
  readonly browser: boolean
  /** Whether all its calls are one user's. */
  readonly oneUser: boolean
  /** The origin of the page; undefined where there is none. */
  readonly origin: string | undefined
}

/** Looks around. A place that says nothing of itself is taken for a server, whose users must be kept apart. */
function platformHere(): Platform {
  const { navigator: here, location } = globalThis as {
    navigator?: { userAgent?: string; product?: string }
    location?: { origin?: string }
  }
  const browser = here?.userAgent?.startsWith('Mozilla/') === true
  return {
    browser,
    oneUser: browser || here?.product === 'ReactNative',
    origin: browser ? location?.origin : undefined,
  }
}

/** Fills in the defaults. */
export function settingsOf(options: CacheOptions): Settings {
  const { type, ttlMs, staleMs, heuristic = true, targets = ['cdn-cache-control'], decoded = true, waitUntil } = options
  const sharedProfile = { shared: true, targets: targets.map((name) => name.toLowerCase()), heuristic }
  return {
    type,
    profile: type === 'shared' ? sharedProfile : { shared: false, targets: [], heuristic },
    sharedProfile,
    ttlMs,
    staleMs,
    decoded,
    maxEntryBytes: options.memory?.maxEntryBytes ?? MAX_ENTRY_BYTES,
    waitUntil,
    platform: platformHere(),
  }
}
