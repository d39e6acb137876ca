import { ABOVE_0, AMOUNT, CALLABLE, COUNT, type Guards, LIST, TEXT, check } from '../check.ts'
import { isPriority } from '../priority.ts'
import type { KeyBounds, SchedulerOptions, WorkOptions } from './options.ts'

const OVERFLOWS: readonly unknown[] = ['reject', 'drop-oldest', 'drop-lowest', 'newest-first']

const KEY: Guards<KeyBounds> = { concurrency: COUNT, rates: LIST }

/** What the bounds of a scheduler may be; those of a client's queue are the same. */
export const SCHEDULER: Guards<Omit<SchedulerOptions, 'clock'>> = {
  concurrency: [
    (value: unknown) => typeof value === 'function' || COUNT[0](value as never),
    'a whole number from 1 up, or what finds it out, such as aimd()',
  ],
  perKey: [(value: KeyBounds) => Boolean(check('queue: perKey', value, KEY)), ''],
  rates: LIST,
  share: CALLABLE,
  maxQueued: AMOUNT,
  maxQueuedBytes: AMOUNT,
  maxWaitMs: AMOUNT,
  overflow: [(value: unknown) => OVERFLOWS.includes(value), `one of ${OVERFLOWS.join(', ')}`],
  agingMs: ABOVE_0,
}

/** What may be said about one piece of work. */
export const WORK: Guards<WorkOptions> = {
  priority: [isPriority, "'high', 'auto', 'low' or a whole number from -10 to 10"],
  key: TEXT,
  cost: [
    (value: unknown) =>
      typeof value === 'object' && value !== null
        ? Object.values(value).every((each) => AMOUNT[0](each as never))
        : AMOUNT[0](value as never),
    'a number from 0 up, or one for each unit',
  ],
  weight: COUNT,
  bytes: AMOUNT,
  signal: [(value: unknown) => typeof (value as AbortSignal)?.addEventListener === 'function', 'an AbortSignal'],
  maxWaitMs: AMOUNT,
}

/** @throws `config` */
export function checkScheduler({ clock: _clock, ...options }: SchedulerOptions): void {
  check('scheduler', options, SCHEDULER)
}
