import { AMOUNT, CALLABLE, COUNT, FLAG, type Guards, TEXT, check } from './check.ts'
import { FEEDBACK } from './feedback.ts'
import type { CallQueueOptions, QueueOptions } from './options.ts'
import { SCHEDULER, WORK } from './scheduler/check.ts'

const CALL: Guards<CallQueueOptions> = { key: TEXT, cost: WORK.cost, weight: COUNT, maxWaitMs: AMOUNT }

/** Whether a value may be the call option `queue`. @throws `config` that names the part that may not */
export function isCallQueue(value: unknown): value is false | CallQueueOptions {
  return value === false || Boolean(check('queue', value as CallQueueOptions, CALL))
}

const OBJECT: (value: unknown) => boolean = (value) => typeof value === 'object' && value !== null

const QUEUE: Guards<QueueOptions> = {
  ...SCHEDULER,
  keyOf: CALLABLE,
  feedback: [
    (value: object) => FLAG[0](value as never) || Boolean(check('queue: feedback', value, FEEDBACK)),
    'true, false or an object',
  ],
  // Their own makers look at the rest.
  breaker: [(value: unknown) => FLAG[0](value as never) || OBJECT(value), 'true, false or an object'],
  hedge: [(value: unknown) => FLAG[0](value as never) || OBJECT(value), 'true, false or an object'],
  outbox: [(value: { install?: unknown }) => typeof value?.install === 'function', 'made by outbox()'],
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkQueue(options: QueueOptions): void {
  check('queue', options, QUEUE)
}
