import type { Cost } from '../rates/rate-limit.ts'
import type { Flow } from './line.ts'

/** What ended a wait is heard through this; it answers how to stop listening. */
export type Until = (end: (error: unknown) => void) => () => void

/** How a piece of work that has run teaches an adaptive limit; `ignored` teaches nothing. */
export type Lesson = 'success' | 'overload' | 'ignored'

/**
 * One piece of work, from its wait to its end; it is also the place that it holds while it runs. There may be a million of
 * them, so each has one promise, no closure of its own, and numbers that fit a machine word.
 */
export class Item {
  /** The line it waits in; undefined when it does not wait any more. */
  flow: Flow | undefined
  before: Item | undefined
  after: Item | undefined
  /** Stops listening for what could end the wait. */
  forget: (() => void) | undefined
  /** Milliseconds since the scheduler was made: when it came, and once it runs, when it began. */
  at = 0
  /** How many ran when it began. */
  inFlight = 0
  isHung = false
  readonly seq: number
  readonly weight: number
  readonly bytes: number
  readonly cost: Cost
  /** Undefined for a place that its holder frees itself. */
  readonly work: (() => unknown) | undefined
  /** Settles the promise: with a value, or with a promise that is followed. */
  readonly settle: (value: unknown) => void

  // oxlint-disable-next-line max-params -- one object less for each item
  constructor(
    seq: number,
    weight: number,
    bytes: number,
    cost: Cost,
    work: (() => unknown) | undefined,
    settle: (value: unknown) => void,
  ) {
    this.seq = seq
    this.weight = weight
    this.bytes = bytes
    this.cost = cost
    this.work = work
    this.settle = settle
  }
}
