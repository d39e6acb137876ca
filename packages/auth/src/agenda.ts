import type { Runtime } from '@fairlead/core'

/** Longer delays fire at once on some platforms. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The one timer of a session. */
export interface Agenda {
  /** Sets the timer for a time in milliseconds since the Unix epoch; `Infinity` for none. */
  wakeAt(atMs: number): void
}

/**
 * Calls `due` when the time has come: never early, because the wall clock may be set back and a delay may be too long for
 * a timer, and once, however late. The timer keeps no program alive.
 */
export function createAgenda({ now, setTimeout, clearTimeout }: Runtime, due: () => void): Agenda {
  let timer: unknown
  const wakeAt = (atMs: number): void => {
    clearTimeout(timer)
    if (atMs === Infinity) return
    timer = setTimeout(() => (now() < atMs ? wakeAt(atMs) : due()), Math.min(Math.max(0, atMs - now()), MAX_DELAY_MS))
    ;(timer as { unref?: () => void }).unref?.()
  }
  return { wakeAt }
}
