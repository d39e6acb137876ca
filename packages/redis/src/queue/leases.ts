import type { Granted } from './rates-script.ts'

/** Units that a process has taken ahead. They become due one after another, as the limit fills. */
interface Lease {
  readonly askedAt: number
  readonly cameAt: number
  /** When a unit of number 0 would have been due. */
  readonly dueAt: number
  readonly units: number
  used: number
}

/** The units of a limit that a process has ahead. */
export interface Leases {
  /** Adds what was granted, to what was asked for at a time. */
  add(granted: Granted, askedAt: number, nowMs: number): void
  /** How many there are. */
  left(): number
  /** Milliseconds until so many are due; Infinity for more than there are. */
  waitMs(cost: number, nowMs: number): number
  use(cost: number): void
  /**
   * Drops those that were due too long ago; `everything` drops them all. Answers how many, and how many milliseconds of the
   * bucket Redis may have back.
   */
  drop(nowMs: number, everything?: boolean): { readonly units: number; readonly creditMs: number }
}

/**
 * Makes the leases of a limit: `intervalMs` for each unit, with a burst of `burstMs`, and each good for `keepMs` from when
 * it is due, so that units of a quiet time do not come on top of a burst.
 */
export function createLeases(intervalMs: number, burstMs: number, keepMs: number): Leases {
  let leases: Lease[] = []
  const dueAt = ({ cameAt, dueAt: from }: Lease, units: number): number => Math.max(cameAt, from + units * intervalMs)

  return {
    add({ units, owedMs }, askedAt, nowMs) {
      leases.push({ askedAt, cameAt: nowMs, dueAt: nowMs + owedMs - burstMs, units, used: 0 })
    },
    left: () => leases.reduce((sum, { units, used }) => sum + units - used, 0),
    waitMs(cost, nowMs) {
      let missing = cost
      for (const lease of leases) {
        const taken = Math.min(missing, lease.units - lease.used)
        missing -= taken
        if (missing <= 0) return Math.max(0, Math.ceil(dueAt(lease, lease.used + taken) - nowMs))
      }
      return Infinity
    },
    use(cost) {
      let missing = cost
      for (const lease of leases) {
        const taken = Math.min(missing, lease.units - lease.used)
        lease.used += taken
        missing -= taken
      }
      if (leases[0]?.used === leases[0]?.units) leases = leases.filter(({ units, used }) => used < units)
    },
    drop(nowMs, everything = false) {
      let dropped = 0
      let creditMs = 0
      for (const lease of leases) {
        const { askedAt, cameAt, dueAt: from, units, used } = lease
        const isOld = nowMs - keepMs > cameAt
        const old = isOld ? Math.floor((nowMs - keepMs - from) / intervalMs) : 0
        const lost = (everything ? units : Math.min(old, units)) - used
        if (lost <= 0) continue
        lease.used += lost
        dropped += lost
        // The bucket may have been full for as long as they were out: so much of them it would have had all the same.
        creditMs += Math.max(0, lost * intervalMs - (nowMs - askedAt))
      }
      if (dropped > 0) leases = leases.filter(({ units, used }) => used < units)
      return { units: dropped, creditMs }
    },
  }
}
