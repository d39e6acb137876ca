import { type Guards, check, isAmount, isCount, isFlag, isFunction, isObject, isText } from './check.ts'
import type { CallQueueOptions, QueueOptions } from './options.ts'
import { SCHEDULER, WORK } from './scheduler/check.ts'

const CALL: Guards<CallQueueOptions> = { key: isText, cost: WORK.cost, weight: isCount, maxWaitMs: isAmount }

/** Whether a value may be the call option `queue`. @throws `config` that names the part that may not */
export function isCallQueue(value: unknown): value is false | CallQueueOptions {
  return value === false || Boolean(check('queue', value as CallQueueOptions, CALL))
}

// Their own makers look at the rest.
const isFlagOrObject = (value: unknown): boolean => isFlag(value) || isObject(value)

const QUEUE: Guards<QueueOptions> = {
  ...SCHEDULER,
  keyOf: isFunction,
  feedback: isFlagOrObject,
  breaker: isFlagOrObject,
  hedge: isFlagOrObject,
  outbox: (value) => isFunction((value as QueueOptions['outbox'])?.install),
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkQueue(options: QueueOptions): void {
  check('queue', options, QUEUE)
}
