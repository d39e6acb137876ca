import { type Faults, type HowOften, NO_FAULTS } from '../contract/fault.ts'

/** What strikes one request. */
export interface Strike {
  readonly latencyMs: number
  readonly fault: 'offline' | 'limited' | 'unavailable' | 'stalled' | 'broken' | undefined
  readonly retryAfterS: number
}

/** The faults of each browser tab, and those that hold for everybody. */
export interface FaultPlans {
  read(tab: string | undefined): Faults
  set(tab: string | undefined, faults: Faults): Faults
  /** Ends a tab's faults; without a tab, everybody's. */
  reset(tab: string | undefined): Faults
  /** What strikes the next request of a tab; counts it. */
  strike(tab: string | undefined): Strike
}

interface Plan {
  faults: Faults
  /** Requests so far, for the faults that strike every second one. */
  requests: number
}

const KINDS = ['limited', 'unavailable', 'stalled', 'broken'] as const
const AFTER: Readonly<Record<HowOften, HowOften>> = {
  never: 'never',
  once: 'never',
  twice: 'once',
  half: 'half',
  always: 'always',
}
const EVERYBODY = ''
const MAX_TABS = 200

/** Makes the plans, empty. A tab without a plan of its own gets everybody's. */
export function createFaultPlans(): FaultPlans {
  const plans = new Map<string, Plan>()
  const planOf = (tab = EVERYBODY): Plan | undefined => plans.get(tab) ?? plans.get(EVERYBODY)
  return {
    read: (tab) => planOf(tab)?.faults ?? NO_FAULTS,
    set(tab = EVERYBODY, faults) {
      plans.delete(tab)
      plans.set(tab, { faults, requests: 0 })
      const oldest = [...plans.keys()].find((key) => key !== EVERYBODY)
      if (plans.size > MAX_TABS && oldest !== undefined) plans.delete(oldest)
      return faults
    },
    reset(tab = EVERYBODY) {
      plans.delete(tab)
      return planOf(tab)?.faults ?? NO_FAULTS
    },
    strike(tab) {
      const plan = planOf(tab)
      if (plan === undefined) return { latencyMs: 0, fault: undefined, retryAfterS: NO_FAULTS.retryAfterS }
      const { faults } = plan
      if (faults.offline) return { latencyMs: 0, fault: 'offline', retryAfterS: faults.retryAfterS }
      plan.requests += 1
      const fault = KINDS.find(
        (kind) => faults[kind] !== 'never' && (faults[kind] !== 'half' || plan.requests % 2 === 1),
      )
      if (fault !== undefined) plan.faults = { ...faults, [fault]: AFTER[faults[fault]] }
      return { latencyMs: faults.latencyMs, fault, retryAfterS: faults.retryAfterS }
    },
  }
}
