import type { AdaptiveLimitMaker } from '../adaptive/adaptive-limit.ts'
import type { Clock } from '../clock.ts'
import type { Priority } from '../priority.ts'
import type { Cost, RateLimitMaker } from '../rates/rate-limit.ts'

/**
 * Who gives way when no more may wait.
 *
 * - `reject`: the one that comes.
 * - `drop-oldest`: the one that has waited longest.
 * - `drop-lowest`: of the lowest class and the key of which most waits, the one that came last; the one that comes, if its
 *   class is no higher and no other key has more.
 * - `newest-first`: as `drop-oldest`; and as soon as the longest wait is more than half of what is allowed, the newest goes
 *   first, because whoever has waited that long has likely given up.
 */
export type Overflow = 'reject' | 'drop-oldest' | 'drop-lowest' | 'newest-first'

/** What holds for one key. */
export interface KeyBounds {
  /** How many run at once. @defaultValue Infinity */
  readonly concurrency?: number | undefined
  /** All of them must allow. @defaultValue none */
  readonly rates?: readonly RateLimitMaker[] | undefined
}

/** How a scheduler lets work run. */
export interface SchedulerOptions {
  /** How many run at once, or what finds it out. @defaultValue Infinity */
  readonly concurrency?: number | AdaptiveLimitMaker | undefined
  /** What holds for each key by itself. @defaultValue nothing */
  readonly perKey?: KeyBounds | undefined
  /** All of them must allow. @defaultValue none */
  readonly rates?: readonly RateLimitMaker[] | undefined
  /** A key's share among the keys that wait. @defaultValue 1 for every key */
  readonly share?: ((key: string) => number) | undefined
  /** How many wait at most. @defaultValue 10_000 */
  readonly maxQueued?: number | undefined
  /** How many bytes wait at most, of those that say how many they hold. @defaultValue Infinity */
  readonly maxQueuedBytes?: number | undefined
  /** How long anything waits at most; what could not start in time is refused when it comes. @defaultValue Infinity */
  readonly maxWaitMs?: number | undefined
  /** @defaultValue `'reject'` */
  readonly overflow?: Overflow | undefined
  /** Waiting this long raises by one class, so that nothing waits for ever. @defaultValue 5_000 */
  readonly agingMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** What is said about one piece of work. */
export interface WorkOptions {
  /** @defaultValue the `TaskSignal`'s, else `'auto'` */
  readonly priority?: Priority | undefined
  /** Whose it is: keys share what there is. @defaultValue `''` */
  readonly key?: string | undefined
  /** What the rates are charged. @defaultValue 1 call */
  readonly cost?: Cost | undefined
  /** How many of the places it takes while it runs. @defaultValue 1 */
  readonly weight?: number | undefined
  /** What it holds while it waits. @defaultValue 0 */
  readonly bytes?: number | undefined
  /** Ends the wait, not the work. A `TaskSignal` sets the priority, also later. */
  readonly signal?: AbortSignal | undefined
  /** @defaultValue the scheduler's */
  readonly maxWaitMs?: number | undefined
}

/** What a scheduler is doing. */
export interface SchedulerSnapshot {
  readonly state: 'running' | 'paused' | 'draining' | 'closed'
  /** How many wait, run, and run although nobody waits for them any more. */
  readonly queued: number
  readonly running: number
  readonly hung: number
  readonly queuedBytes: number
  /** How many may run at once. */
  readonly concurrency: number
  /** Milliseconds. */
  readonly oldestWaitMs: number
  /** Milliseconds that a call of class 0 would wait if it came now. */
  readonly projectedWaitMs: number
  /** Nothing starts before; milliseconds since the Unix epoch. */
  readonly heldUntil: number | undefined
  /** How many wait, by class, highest first. */
  readonly byClass: readonly { readonly priority: number; readonly queued: number }[]
  /** How many wait and run, by key; the busiest 100. */
  readonly byKey: readonly { readonly key: string; readonly queued: number; readonly running: number }[]
}

/** Lets work run in its turn. */
export interface Scheduler {
  /**
   * Runs the work when it is its turn and answers what it answers. The place is free again when the work has settled, not
   * when the caller leaves.
   *
   * @throws `rejected` when it cannot have its turn, `abort` when the signal ended the wait
   */
  run<T>(work: () => T | PromiseLike<T>, options?: WorkOptions): Promise<T>
  /** Stops starting work, of a key or of all. What runs goes on. */
  pause(key?: string): void
  resume(key?: string): void
  /** Starts nothing before a time, in milliseconds since the Unix epoch, of a key or of all. The later time holds. */
  holdUntil(atMs: number, key?: string): void
  /** Takes nothing more and settles when all that was taken has. */
  drain(): Promise<void>
  /** Takes nothing more, refuses what waits, and settles when what runs has. */
  close(): Promise<void>
  snapshot(): SchedulerSnapshot
}
