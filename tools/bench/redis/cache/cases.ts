import { bentocache } from './clients/bentocache.ts'
import { blocking, nonBlocking } from './clients/cacheable.ts'
import type { Open } from './clients/client.ts'
import { asking, trusting } from './clients/fairlead.ts'

/** One cache of two tiers, memory and Redis. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  readonly open: Open
}

/** Our own first, then the peers as their documentation sets them up for a fleet. */
export const cases: readonly Case[] = [
  { name: 'Fairlead, asks (trustMs 0)', open: asking },
  { name: 'Fairlead, trustMs 1000', open: trusting },
  { name: 'bentocache', packageName: 'bentocache', open: bentocache },
  { name: 'cacheable, non-blocking', packageName: 'cacheable', open: nonBlocking },
  { name: 'cacheable, blocking', packageName: 'cacheable', open: blocking },
]

/** @throws Error for a name that no case has */
export function caseOf(name: string): Case {
  const found = cases.find((each) => each.name === name)
  if (!found) throw new Error(`There is no cache '${name}'.`)
  return found
}
