import { gcra } from '@fairlead/queue'
import type { Limit } from './limits.ts'

/** Keys whose parts are remembered. */
const MAX_KEYS = 10_000

/** One process' part of a limit, for the time in which nobody can be asked. */
export interface LocalShare {
  waitMs(nowMs: number, cost: number): number
  take(nowMs: number, cost: number): void
}

/** Makes the part that one of `processes` has of a limit. What is more than the burst of a part takes all of it. */
function createShare({ options, burst }: Limit, processes: number): LocalShare {
  const part = Math.max(burst / processes, Math.min(1, burst))
  const own = gcra({ ...options, limit: options.limit / processes, burst: part })()
  return {
    waitMs: (nowMs, cost) => own.waitMs(nowMs, Math.min(cost, part)),
    take: own.take,
  }
}

/** Makes the parts of limits, for each key its own, in the order of the limits. */
export function createShares(
  limits: readonly Limit[],
  processes: () => number,
): (key: string) => readonly LocalShare[] {
  const known = new Map<string, readonly LocalShare[]>()
  let among = 0
  return (key) => {
    const now = processes()
    if (now !== among) known.clear()
    among = now
    const shares = known.get(key) ?? limits.map((limit) => createShare(limit, now))
    // The one that was used longest ago goes first.
    known.delete(key)
    known.set(key, shares)
    if (known.size > MAX_KEYS) known.delete(known.keys().next().value as string)
    return shares
  }
}
