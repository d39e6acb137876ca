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
  {
    maxFramesPerSecond: perSecond,
    maxBufferedBytes,
  }: { readonly maxFramesPerSecond: number; readonly maxBufferedBytes: number },
  read: (frame: Frame) => void,
): Reader {
  const waiting: Frame[] = []
  let bytes = 0
  // Also where it is less than one a second.
  const most = Math.max(1, perSecond)
  let tokens = most
  let at = now()
  let timer: unknown

  const refill = (): void => {
    const passedMs = Math.max(0, now() - at)
    // Also where the wall clock was set back.
    at = now()
    tokens = Math.min(most, tokens + (passedMs * perSecond) / 1_000)
  }
  const drain = (): void => {
    timer = undefined
    refill()
    // Reading may end the link, which empties what waits.
    while (waiting.length > 0 && tokens >= 1) {
      tokens--
      const frame = waiting.shift() as Frame
      bytes -= frame.length
      read(frame)
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
      if (waiting.length >= MAX_WAITING || (waiting.length > 0 && bytes + frame.length > maxBufferedBytes)) return false
      waiting.push(frame)
      bytes += frame.length
      timer ??= setTimeout(drain, Math.ceil(1_000 / perSecond))
      return true
    },
    stop() {
      waiting.length = 0
      bytes = 0
      clearTimeout(timer)
    },
  }
}
