import type { Runtime } from '@fairlead/core'

/** When silence is asked about, and when it is a broken link, in milliseconds. */
export interface LivenessOptions {
  /** Silence after which the other side is asked. @defaultValue 10_000 */
  readonly pingMs: number
  /** How long the answer may take. @defaultValue 4_500 */
  readonly pongMs: number
}

/** Finds a half-open link within 14.5 s. */
export const STEADY: LivenessOptions = { pingMs: 10_000, pongMs: 4_500 }
/** Finds a half-open link within 2.9 s, for ten bytes every two seconds of silence. */
export const FAST: LivenessOptions = { pingMs: 2_000, pongMs: 900 }

/** Of the server: just after a steady client has asked, whose question answers its own. */
export const PATIENT: LivenessOptions = { pingMs: 10_500, pongMs: 4_000 }

/** Watches one link. */
export interface Liveness {
  /** Something came: the link is alive. Called for every frame, so it only notes the time. */
  heard(): void
  /** Asks now; for a moment at which a link is often broken, such as the end of a sleep. */
  probe(): void
  stop(): void
}

// A deadline that is checked this much too late says that the program slept, not that the other side is silent.
const LATE_MS = 1_000

/**
 * Asks after silence and calls `lost` when no answer comes. Own sending never counts and never hides a broken link;
 * whatever arrives counts, so that a busy link carries no pings.
 */
export function watchLiveness(
  { now, setTimeout, clearTimeout }: Runtime,
  { pingMs, pongMs }: LivenessOptions,
  ping: () => void,
  lost: () => void,
): Liveness {
  let lastMs = now()
  /** When the open question was asked; 0 while there is none. */
  let askedAt = 0
  let dueAt = 0
  let timer: unknown

  const arm = (delayMs: number): void => {
    clearTimeout(timer)
    dueAt = now() + delayMs
    timer = setTimeout(check, delayMs)
  }
  const ask = (): void => {
    askedAt = now()
    ping()
    arm(pongMs)
  }
  function check(): void {
    const late = now() - dueAt > LATE_MS
    if (askedAt > 0) return late ? ask() : lost()
    // The wall clock may have been set back: from then on the silence is counted anew.
    lastMs = Math.min(lastMs, now())
    const silentMs = now() - lastMs
    if (silentMs >= pingMs) ask()
    else arm(pingMs - silentMs)
  }

  arm(pingMs)
  return {
    heard() {
      lastMs = now()
      // What comes in the very millisecond of the question is an answer too.
      askedAt = 0
    },
    probe() {
      if (now() - lastMs > pingMs + pongMs) lost()
      else if (askedAt === 0) ask()
    },
    stop: () => clearTimeout(timer),
  }
}
