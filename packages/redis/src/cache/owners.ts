import type { Redis } from '../redis.ts'
import { DISOWN, OWNED } from './scripts.ts'
import { textsOf } from './texts.ts'

/** Keys that are removed in one step: more would keep others waiting. */
const PORTION = 100

/** The lists of what belongs to the users among these names. */
export function ownersOf({ key }: Redis, names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith('id:')).map((name) => key('cache', 'of', name))
}

/**
 * Removes what belonged to users who have left, portion by portion. What is left where that fails is given to nobody, and goes
 * when its time is over, or when that user leaves once more.
 */
export async function removeOwned(fleet: Redis, names: readonly string[]): Promise<void> {
  for (const owner of ownersOf(fleet, names)) {
    let keys: readonly string[]
    do {
      keys = textsOf(await fleet.run(OWNED, [owner], [PORTION])).map((each) => each.slice(1))
      if (keys.length > 0) await fleet.run(DISOWN, [owner, ...keys], keys)
    } while (keys.length === PORTION)
  }
}
