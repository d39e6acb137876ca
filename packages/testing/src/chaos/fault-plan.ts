import type { Fault } from './connection.ts'
import { createRandom } from './random.ts'

/** The faults that end a link. */
export type Drop = Extract<Fault, 'rst' | 'fin' | 'black-hole'>

/** When which faults come. */
export interface FaultPlanOptions {
  /** Messages that will be delivered. */
  readonly total: number
  /** Faults to spread over them. */
  readonly drops: number
  /** @defaultValue 1 */
  readonly seed?: number
  /** How often each comes. @defaultValue 7 to 2 to 1 for `rst`, `fin` and `black-hole` */
  readonly weights?: Partial<Record<Drop, number>>
}

/** Faults by delivery progress: a test that looks at a clock misses those that hurt. */
export interface FaultPlan {
  /** The fault that is due when so many messages have been delivered; each is given once. */
  progress(delivered: number): Drop | undefined
  readonly remaining: number
}

/** Spreads faults over the messages of a test, at places that the seed decides. */
export function createFaultPlan({ total, drops, seed = 1, weights = {} }: FaultPlanOptions): FaultPlan {
  const random = createRandom(seed)
  const { rst = 7, fin = 2, 'black-hole': blackHole = 1 } = weights
  const draw = (): Drop => {
    const at = random() * (rst + fin + blackHole)
    return at < rst ? 'rst' : at < rst + fin ? 'fin' : 'black-hole'
  }
  // One in each equal part, so that neither end is spared, and always with something left to deliver.
  const due = Array.from({ length: drops }, (_, part) => ({
    at: Math.floor(((part + random()) * total) / drops),
    fault: draw(),
  }))
  let next = 0
  return {
    progress(delivered) {
      const first = due[next]
      if (!first || delivered < first.at) return undefined
      next++
      return first.fault
    },
    get remaining() {
      return due.length - next
    },
  }
}
