/**
 * Which of the calls that wait goes first. The names are those of Fetch's `priority`; a whole number from -10 to 10 says it
 * finer: `high` is 1, `auto` 0, `low` -1. Higher goes first.
 */
export type Priority = 'high' | 'auto' | 'low' | number

/** A signal of `scheduler.postTask`, where the platform has them: its priority is the call's, and changes with it. */
export interface TaskSignalLike extends AbortSignal {
  readonly priority: 'user-blocking' | 'user-visible' | 'background'
}

const NAMES = { high: 1, auto: 0, low: -1 } as const
const TASKS = { 'user-blocking': 1, 'user-visible': 0, background: -1 } as const

/** The largest and the smallest class. */
const MAX_CLASS = 10

/** Whether a value is a priority. */
export function isPriority(value: unknown): value is Priority {
  return typeof value === 'number'
    ? Number.isInteger(value) && Math.abs(value) <= MAX_CLASS
    : typeof value === 'string' && Object.hasOwn(NAMES, value)
}

/** The class of a priority, a whole number. */
export function classOf(priority: Priority): number {
  return typeof priority === 'number' ? priority : NAMES[priority]
}

/** The class a signal asks for: a `TaskSignal`'s priority, none of any other. */
export function classOfSignal(signal: AbortSignal | undefined): number | undefined {
  return TASKS[(signal as Partial<TaskSignalLike> | undefined)?.priority as keyof typeof TASKS]
}
