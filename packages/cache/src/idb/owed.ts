import type { Invalidation } from '@fairlead/core'
import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'

/** Invalidations that are not in the database yet. Nothing is answered before they are. */
export interface Owed {
  add(names: readonly string[], mode: Invalidation): void
  /** Writes them down; at once where there are none. */
  settle(): Promise<void>
}

/** More than that are kept as one of everything: a database that cannot be written must not fill the memory. */
const MAX_OWED_NAMES = 10_000

/** Keeps invalidations until `apply` has written them down. `note` gets all of them where some have to wait for others. */
export function createOwed(
  apply: (changes: readonly StoreChange[]) => Promise<void>,
  note: (changes: readonly StoreChange[]) => void,
): Owed {
  let owed: readonly StoreChange[] = []
  let settling: Promise<void> | undefined

  async function settle(): Promise<void> {
    while (owed.length > 0) {
      const batch = owed
      await apply(batch)
      owed = owed.filter((change) => !batch.includes(change))
    }
  }

  return {
    add(names, mode) {
      owed = [...owed, { names: [...names], mode }]
      if (owed.reduce((sum, change) => sum + change.names.length, 0) > MAX_OWED_NAMES) {
        const hardest = owed.some((change) => change.mode === 'gone') ? 'gone' : 'stale'
        owed = [{ names: [EVERYTHING], mode: hardest }]
      }
      if (settling) note(owed)
    },
    settle() {
      if (owed.length === 0) return Promise.resolve()
      settling ??= settle().finally(() => (settling = undefined))
      // Whoever waits for it may have gone.
      settling.catch(() => {})
      return settling
    },
  }
}
