import type { Socket } from 'node:net'

/** How bytes travel in one direction. */
export interface LinkConditions {
  /** @defaultValue 0 */
  readonly latencyMs?: number
  /** Added at random, up to this. Bytes never overtake one another. @defaultValue 0 */
  readonly jitterMs?: number
  /** @defaultValue Infinity */
  readonly bytesPerSecond?: number
  /** Bytes that are written at once at most. @defaultValue Infinity */
  readonly sliceBytes?: number
  /** Bytes under way at most; beyond it the sender is not read from. @defaultValue 262_144 */
  readonly bufferBytes?: number
}

/** Bytes from one socket to the other. */
export interface Pipe {
  readonly bytes: number
  mode: 'flow' | 'swallow' | 'stall'
  /** Called when as many bytes have passed. */
  cutAfter(bytes: number, cut: () => void): void
  conditions: LinkConditions
  resume(): void
  stop(): void
}

const BUFFER_BYTES = 262_144

/** Carries bytes under conditions that may change on the way. */
export function createPipe(from: Socket, to: Socket, given: LinkConditions, random: () => number): Pipe {
  const queue: { readonly bytes: Buffer; readonly dueAt: number }[] = []
  let held = 0
  let passed = 0
  /** When the wire is free again, and when the last bytes are due: what comes later is never earlier. */
  let freeAt = 0
  let lastDueAt = 0
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  let cut: { readonly at: number; readonly run: () => void } | undefined

  function arrived(chunk: Buffer): void {
    if (pipe.mode === 'swallow') return
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond = Infinity, sliceBytes = chunk.length } = pipe.conditions
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      const bytes = chunk.subarray(at, at + sliceBytes)
      const now = performance.now()
      freeAt = Math.max(freeAt, now) + (bytes.length * 1_000) / bytesPerSecond
      lastDueAt = Math.max(lastDueAt, freeAt + latencyMs + random() * jitterMs)
      queue.push({ bytes, dueAt: lastDueAt })
      held += bytes.length
    }
    if (held >= (pipe.conditions.bufferBytes ?? BUFFER_BYTES)) from.pause()
    write()
  }
  function write(): void {
    clearTimeout(timer)
    timer = undefined
    // A stop empties the queue.
    while (pipe.mode === 'flow' && queue[0]) {
      const waitMs = queue[0].dueAt - performance.now()
      if (waitMs > 0.5) {
        timer = setTimeout(write, waitMs)
        return
      }
      const { bytes } = queue.shift() as { bytes: Buffer }
      held -= bytes.length
      const rest = cut ? cut.at - passed : Infinity
      passed += Math.min(bytes.length, rest)
      if (!to.write(bytes.subarray(0, rest))) {
        to.once('drain', write)
        if (bytes.length < rest) return
      }
      if (bytes.length >= rest) return cut?.run()
    }
    if (!isOver && pipe.mode === 'flow' && held < (pipe.conditions.bufferBytes ?? BUFFER_BYTES)) from.resume()
  }
  from.on('data', arrived)

  const pipe: Pipe = {
    get bytes() {
      return passed
    },
    mode: 'flow',
    conditions: given,
    cutAfter: (bytes, run) => void (cut = { at: passed + bytes, run }),
    resume() {
      pipe.mode = 'flow'
      write()
    },
    stop() {
      isOver = true
      clearTimeout(timer)
      from.off('data', arrived)
      queue.length = 0
    },
  }
  return pipe
}
