import { type Reply, readServerHints } from '@fairlead/core'
import { type Guards, check, isAbove0, isAmount, isFunction, isPart } from './check.ts'
import type { Clock } from './clock.ts'
import type { Holds } from './holds.ts'

/** How what a server says holds up a lane. */
export interface FeedbackOptions {
  /** The silence after a 429 that names no time; twice as long each time it follows closely. @defaultValue 1_000 */
  readonly baseMs?: number | undefined
  /** The longest of those. @defaultValue 60_000 */
  readonly maxMs?: number | undefined
  /** The most that is added to a silence, at random, as a part of it: not all clients come back at once. @defaultValue 0.1 */
  readonly jitter?: number | undefined
  /** A server that asks for a longer silence is believed for this long. @defaultValue 3_600_000 */
  readonly maxHoldMs?: number | undefined
  /** Where other processes are told of a silence, and theirs are heard. @defaultValue nowhere */
  readonly shared?: Holds | undefined
}

/** What feedback may be told. */
const FEEDBACK: Guards<FeedbackOptions> = {
  baseMs: isAbove0,
  maxMs: isAbove0,
  jitter: isPart,
  maxHoldMs: isAmount,
  shared: (value) => isFunction((value as Holds | null)?.hold) && isFunction((value as Holds).follow),
}

/** Reads what the answers of one server say about when it takes more. */
export interface Feedback {
  /** Notes that a call goes out; answers its number. */
  admit(): number
  /** Hears the answer to a call that went out as `number`. */
  hear(number: number, reply: Reply): void
  /** Hears that another process has been asked for a silence. */
  keep(forMs: number): void
}

/** The longest that is added to a silence. */
const MAX_JITTER_MS = 10_000

/**
 * Makes the feedback of a lane. `hold` is told until when nothing may go out, in milliseconds since the Unix epoch, and, where
 * this lane is the first to know, how long a silence the server wants: others add a part of their own. `heldUntil` says until
 * when nothing goes out anyway. An answer to a call that went out before the one whose answer was believed last says nothing
 * new.
 */
export function createFeedback(
  options: FeedbackOptions,
  { now, random }: Clock,
  hold: (untilMs: number, toldMs?: number) => void,
  heldUntil: () => number,
): Feedback {
  const { baseMs = 1_000, maxMs = 60_000, jitter = 0.1, maxHoldMs = 3_600_000 } = check('feedback', options, FEEDBACK)
  let admitted = 0
  /** The call whose answer was believed last, and what it said. */
  let believed = 0
  let remaining = Infinity
  let resetAt = 0
  /** The last silence of our own making. */
  let spanMs = 0
  let spanEnd = -Infinity
  /** Calls that had gone out before it say nothing about it. */
  let spanBegan = 0

  function keepSilent(silenceMs: number, toldMs?: number): void {
    hold(now() + silenceMs + Math.ceil(random() * Math.min(silenceMs * jitter, MAX_JITTER_MS)), toldMs)
  }

  function holdUntil(atMs: number): void {
    const silenceMs = Math.min(atMs - now(), maxHoldMs)
    if (silenceMs > 0) keepSilent(silenceMs, silenceMs)
  }

  /** A 429 that names no time. What is remembered of the one before fades with time, not only with success. */
  function coolDown(number: number): void {
    if (number <= spanBegan) return
    const fadedMs = spanMs * 2 ** (1 - Math.max(0, now() - spanEnd) / Math.max(spanMs, 1))
    spanMs = Math.min(Math.max(fadedMs, baseMs), maxMs)
    spanBegan = admitted
    spanEnd = now() + spanMs
    holdUntil(spanEnd)
  }

  /** As many are out as the server would take: the rest waits for its next window. */
  const holdIfSpent = (): void => {
    if (remaining <= admitted - believed) holdUntil(resetAt)
  }

  return {
    admit() {
      admitted++
      holdIfSpent()
      return admitted
    },
    hear(number, { headers, status }) {
      const hints = readServerHints(headers, now())
      const refuses = status === 429 || status === 503
      if (refuses && hints.retryAt !== undefined) holdUntil(hints.retryAt)
      else if (status === 429) coolDown(number)
      if (hints.remaining === undefined || hints.resetAt === undefined || number < believed) return
      believed = number
      remaining = hints.remaining
      resetAt = hints.resetAt
      holdIfSpent()
    },
    keep(forMs) {
      const silenceMs = Math.min(forMs, maxHoldMs)
      // It may be this lane's own, or one that was heard before: each is made longer once.
      if (silenceMs > 0 && now() + silenceMs > heldUntil()) keepSilent(silenceMs)
    },
  }
}
