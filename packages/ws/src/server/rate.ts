import type { Runtime } from '@fairlead/core'
import type { Frame } from '../transport.ts'

/** How many frames may wait to be read, beside as many as may be read in a second. */
const MAX_WAITING = 256

/** Reads frames at a bounded rate. */
export interface Reader {
  /** Takes a frame. @returns false for one far too many */
  take(frame: Frame): boolean
  stop(): void
}

/**
 * Reads a second's worth of frames at once and the others as time allows: whoever keeps to the window is slowed down by
 * the acknowledgements that come later, and whoever does not is told apart by what waits.
 */
export function createReader(
  { now, setTimeout, clearTimeout }: Runtime,
  perSecond: number,
  read: (frame: Frame) => void,
): Reader {
  const waiting: Frame[] = []
  let tokens = perSecond
  let at = now()
  let timer: unknown

  const refill = (): void => {
    const passedMs = Math.max(0, now() - at)
    // Also where the wall clock was set back.
    at = now()
    tokens = Math.min(perSecond, tokens + (passedMs * perSecond) / 1_000)
  }
  const drain = (): void => {
    timer = undefined
    refill()
    // Reading may end the link, which empties what waits.
    while (waiting.length > 0 && tokens >= 1) {
      tokens--
      read(waiting.shift() as Frame)
    }
    if (waiting.length > 0) timer = setTimeout(drain, Math.ceil(1_000 / perSecond))
  }
  return {
    take(frame) {
      if (perSecond === Infinity) {
        read(frame)
        return true
      }
      if (waiting.length === 0 && tokens < 1) refill()
      if (waiting.length === 0 && tokens >= 1) {
        tokens--
        read(frame)
        return true
      }
      if (waiting.length >= MAX_WAITING) return false
      waiting.push(frame)
      timer ??= setTimeout(drain, Math.ceil(1_000 / perSecond))
      return true
    },
    stop() {
      waiting.length = 0
      clearTimeout(timer)
    },
  }
}
