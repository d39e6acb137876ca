import type { Invalidation } from '@fairlead/core'
import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'
import type { Books, Change, Reading, Writing } from './schema.ts'

/** How many names are remembered, and how many of them are let go when there are more. */
const MAX_NAMES = 10_000
const FORGOTTEN = 5_000

/** When each of some names was invalidated. */
export type Changes = ReadonlyMap<string, Change>

/** What has not been invalidated. */
export const NEVER: Change = { stale: 0, gone: 0, at: 0 }

/** The changes of these names, and of all entries; undefined where one cannot be read. */
export async function changesOf(transaction: Reading, names: Iterable<string>): Promise<Changes | undefined> {
  const all = [...new Set([EVERYTHING, ...names])]
  const store = transaction.objectStore('names')
  const found = await Promise.all(all.map(async (name) => [name, await store.get(name)] as const))
  const changes = new Map<string, Change>()
  for (const [name, change] of found) {
    if (change === undefined) continue
    if (!isChange(change)) return undefined
    changes.set(name, change)
  }
  return changes
}

function isChange(value: unknown): value is Change {
  const { stale, gone, at } = (value ?? {}) as Partial<Change>
  return Number.isSafeInteger(stale) && Number.isSafeInteger(gone) && at === Math.max(Number(stale), Number(gone))
}

/** What became of something with these names that was asked for at `epoch`. */
export function judge(
  { epoch: now, floor }: Books,
  changes: Changes,
  names: readonly string[],
  epoch: number,
): Invalidation | undefined {
  // The number of another database, which was here before this one: nobody knows what happened since.
  if (epoch < floor || epoch > now) return 'gone'
  let verdict: Invalidation | undefined
  for (const name of [EVERYTHING, ...names]) {
    const { stale, gone } = changes.get(name) ?? NEVER
    if (gone > epoch) return 'gone'
    if (stale > epoch) verdict = 'stale'
  }
  return verdict
}

/**
 * Moves the clock on for each invalidation, and gives what is to be written beside the names. `known` is what is there: it
 * may be anything.
 */
export function changed(
  books: Books,
  known: ReadonlyMap<string, unknown>,
  invalidations: readonly StoreChange[],
): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>()
  for (const { names, mode } of invalidations) {
    const now = ++books.epoch
    for (const name of names) {
      const change = changes.get(name) ?? known.get(name)
      if (change === undefined) books.names++
      // What cannot be read may have been any change.
      const { stale, gone } = change === undefined ? NEVER : isChange(change) ? change : ALL_AT(now)
      changes.set(name, { stale, gone, [mode]: now, at: now })
    }
  }
  return changes
}

const ALL_AT = (epoch: number): Change => ({ stale: epoch, gone: epoch, at: epoch })

/** Whether so many names are known that some have to be forgotten. */
export function areTooMany({ names }: Books): boolean {
  return names > MAX_NAMES
}

/** Forgets what was invalidated longest ago; what was asked for before that counts as gone. */
export async function forget(transaction: Writing, books: Books): Promise<void> {
  const store = transaction.objectStore('names')
  const byAge = store.index('at')
  const names = await byAge.getAllKeys(undefined, Math.max(FORGOTTEN, books.names - MAX_NAMES))
  const last = names.at(-1)
  const change = last === undefined ? undefined : await store.get(last)
  books.floor = Math.max(books.floor, change?.at ?? books.epoch)
  books.leaving = books.epoch
  await Promise.all(names.map((name) => store.delete(name)))
  books.names = await store.count()
}
