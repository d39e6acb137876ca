import type { Redis } from '../redis.ts'
import { CLEAR, DISOWN } from './scripts.ts'

/** Keys that are removed in one step: more would keep others waiting. */
const PORTION = 100

/** The lists of what belongs to the users among these names. */
export function ownersOf({ key }: Redis, names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith('id:')).map((name) => key('cache', 'of', name))
}

/** Removes what belonged to users who have left, portion by portion. What is left where that fails is given to nobody. */
export async function removeOwned(fleet: Redis, names: readonly string[]): Promise<void> {
  for (const owner of ownersOf(fleet, names)) {
    for (;;) {
      const keys = (await fleet.run(DISOWN, [owner], [PORTION])) as readonly string[]
      if (keys.length > 0)
        await fleet.run(
          CLEAR,
          keys.map((each) => each.slice(1)),
          [],
        )
      if (keys.length < PORTION) break
    }
  }
}
