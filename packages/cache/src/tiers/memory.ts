import type { Invalidation } from '@fairlead/core'
import { configError } from '@fairlead/core'
import { MEMORY, isMemory } from '../check.ts'
import type { Entry } from '../entry.ts'
import { EVERYTHING } from '../names.ts'
import type { MemoryOptions } from '../options.ts'
import type { CacheStore, Found, Lookup } from '../store.ts'
import { createEpochs } from './epochs.ts'

/** A store in memory, which answers at once. What `get` hands out is what is stored: it must not be changed. */
export interface MemoryStore extends CacheStore {
  get(key: string): Lookup
  set(entry: Entry, epoch: number): boolean
  delete(key: string, variant?: string): void
  invalidate(names: readonly string[], mode: Invalidation): void
  /** Counts what was made of an entry and is kept beside it. */
  charge(entry: Entry, bytes: number): void
  /** What became of something with these names that was asked for at the epoch. */
  judge(names: readonly string[], epoch: number): Invalidation | undefined
  /** All that may still be given, the least recently used first, with the bytes it takes. */
  all(): readonly (Found & { readonly bytes: number })[]
  /** The present epoch. */
  readonly epoch: number
  /** Bytes held, as far as they can be known. */
  readonly bytes: number
  /** Entries held. */
  readonly size: number
}

/** The default for one body. */
export const MAX_ENTRY_BYTES = 4_194_304
/** Of one URL: a server that varies by everything must not fill the memory with one key. */
const MAX_VARIANTS = 32
/** What the objects around an entry take, roughly. */
const OVERHEAD_BYTES = 500

interface Kept {
  readonly entry: Entry
  readonly epoch: number
  bytes: number
}

interface Group {
  kept: readonly Kept[]
  /** What was found at its epoch; nothing has changed while that is the present one. */
  lookup: Lookup | undefined
}

/**
 * Makes a store in memory: the least recently used go first when there are too many entries or bytes.
 *
 * @throws `config` for a bound that is no number above 0, and for an unknown option
 */
export function memoryStore(options: MemoryOptions = {}): MemoryStore {
  if (!isMemory(options)) throw configError(`cache: \`memory\` is not ${MEMORY}`)
  const { maxBytes = 33_554_432, maxEntries = 5_000, maxEntryBytes = MAX_ENTRY_BYTES } = options
  const epochs = createEpochs()
  // In the order of use.
  const groups = new Map<string, Group>()
  // The one used last is at the end already.
  let newest: Group | undefined
  let bytes = 0
  let size = 0

  function drop(cost: number): void {
    bytes -= cost
    size--
  }

  function replace(key: string, kept: readonly Kept[]): void {
    for (const each of groups.get(key)?.kept ?? []) drop(each.bytes)
    groups.delete(key)
    if (kept.length === 0) return
    newest = { kept, lookup: undefined }
    groups.set(key, newest)
    for (const each of kept) {
      bytes += each.bytes
      size++
    }
  }

  function look(group: Group, key: string): Lookup {
    const found: Found[] = []
    group.kept = group.kept.filter(({ entry, epoch, bytes: cost }) => {
      const verdict = epochs.judge(entry.names, epoch)
      if (verdict === 'gone') drop(cost)
      else found.push({ entry, stale: verdict === 'stale' })
      return verdict !== 'gone'
    })
    if (group.kept.length === 0) groups.delete(key)
    return { epoch: epochs.now, found }
  }

  /** Lets go of the least recently used, and of older variants of the key itself only when nothing else is left. */
  function evict(key: string): void {
    for (const oldest of groups.keys()) {
      if (bytes <= maxBytes && size <= maxEntries) return
      if (oldest !== key) replace(oldest, [])
    }
    let kept = groups.get(key)?.kept ?? []
    while (kept.length > 0 && (bytes > maxBytes || size > maxEntries)) replace(key, (kept = kept.slice(1)))
  }

  return {
    get(key) {
      const group = groups.get(key)
      if (!group) return { epoch: epochs.now, found: [] }
      if (group.lookup?.epoch !== epochs.now) group.lookup = look(group, key)
      if (group !== newest && group.kept.length > 0 && groups.delete(key)) {
        groups.set(key, group)
        newest = group
      }
      return group.lookup
    },
    set(entry, epoch) {
      const { key, variant, names, body } = entry
      if (epochs.judge(names, epoch) || (body?.byteLength ?? 0) > maxEntryBytes) return false
      const cost = costOf(entry)
      if (cost > maxBytes) return false
      const before = groups.get(key)?.kept ?? []
      const others = before.filter((each) => each.entry.variant !== variant)
      // What was made of a body stays beside it when its header is freshened.
      const same = before.find((each) => each.entry.variant === variant && each.entry.body === body)
      const made = same ? same.bytes - costOf(same.entry) : 0
      const kept = [...others.slice(1 - MAX_VARIANTS), { entry, epoch, bytes: cost + made }]
      // One URL with large variants gives its own up before those of others.
      for (let own = total(kept); own > maxBytes / 4 && kept.length > 1; own = total(kept)) kept.shift()
      replace(key, kept)
      evict(key)
      return true
    },
    delete(key, variant) {
      const left = variant === undefined ? [] : groups.get(key)?.kept.filter((each) => each.entry.variant !== variant)
      replace(key, left ?? [])
    },
    invalidate(names, mode) {
      epochs.invalidate(names, mode)
      // At once, not when it is asked for next: it may belong to a user who has left.
      if (mode === 'gone' && names.some((name) => !/^(url|path):/.test(name)))
        for (const [key, group] of groups) if (concerns(group, names)) look(group, key)
    },
    charge({ key, variant, body }, more) {
      const kept = groups.get(key)?.kept.find(({ entry }) => entry.variant === variant && entry.body === body)
      if (!kept) return
      kept.bytes += more
      bytes += more
      evict(key)
    },
    judge: epochs.judge,
    all: () =>
      [...groups.values()].flatMap(({ kept }) =>
        kept.flatMap(({ entry, epoch, bytes: cost }) => {
          const verdict = epochs.judge(entry.names, epoch)
          return verdict === 'gone' ? [] : [{ entry, stale: verdict === 'stale', bytes: cost }]
        }),
      ),
    get epoch() {
      return epochs.now
    },
    get bytes() {
      return bytes
    },
    get size() {
      return size
    },
  }
}

function total(kept: readonly Kept[]): number {
  return kept.reduce((sum, { bytes }) => sum + bytes, 0)
}

function concerns({ kept }: Group, names: readonly string[]): boolean {
  return names.includes(EVERYTHING) || kept.some(({ entry }) => names.some((name) => entry.names.includes(name)))
}

/** What an entry takes in memory. Its fields are there twice: as they are stored, and as they are given. */
function costOf({ key, variant, url, headers, names, body }: Entry): number {
  let chars = key.length + 2 * variant.length + url.length
  for (const [name, value] of headers) chars += 2 * (name.length + value.length)
  for (const name of names) chars += name.length
  return OVERHEAD_BYTES + 2 * chars + (body?.byteLength ?? 0)
}
