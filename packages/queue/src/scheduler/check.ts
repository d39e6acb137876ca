import { type Guards, check, isAbove0, isAmount, isCount, isFunction, isFunctions, isObject, isText } from '../check.ts'
import { isPriority } from '../priority.ts'
import type { KeyBounds, Overflow, SchedulerOptions, WorkOptions } from './options.ts'

const OVERFLOWS: readonly unknown[] = ['reject', 'drop-oldest', 'drop-lowest', 'newest-first'] satisfies Overflow[]

const KEY: Guards<KeyBounds> = { concurrency: isCount, rates: isFunctions }

/** What the bounds of a scheduler may be; those of a client's queue are the same. */
export const SCHEDULER: Guards<Omit<SchedulerOptions, 'clock'>> = {
  concurrency: (value) => isFunction(value) || isCount(value),
  perKey: (value) => Boolean(check('queue: perKey', value as KeyBounds, KEY)),
  rates: isFunctions,
  share: isFunction,
  maxQueued: isAmount,
  maxQueuedBytes: isAmount,
  maxWaitMs: isAmount,
  overflow: (value) => OVERFLOWS.includes(value),
  agingMs: isAbove0,
}

/** What may be said about one piece of work. */
export const WORK: Guards<WorkOptions> = {
  priority: isPriority,
  key: isText,
  cost: (value) => (isObject(value) ? Object.values(value as object).every(isAmount) : isAmount(value)),
  weight: isCount,
  bytes: isAmount,
  signal: isObject,
  maxWaitMs: isAmount,
}
