import type { Socket } from 'node:net'
import type { LinkConditions } from './conditions.ts'

/** Bytes from one socket to the other, and the end after them. */
export interface Pipe {
  readonly bytes: number
  readonly mode: 'flow' | 'swallow' | 'stall'
  /** Whether the sender's end was passed on or swallowed: nothing comes any more. */
  readonly isDone: boolean
  conditions: LinkConditions
  /** Called when as many bytes more have passed. */
  cutAfter(bytes: number, cut: () => void): void
  flow(): void
  swallow(): void
  stall(): void
  /** The sender has nothing more to say. */
  finish(): void
  stop(): void
}

const BUFFER_BYTES = 262_144
const PACE_PER_SECOND = 50

/** Carries bytes under conditions that may change on the way. */
export function createPipe(
  from: Socket,
  to: Socket,
  given: LinkConditions,
  random: () => number,
  done: () => void,
): Pipe {
  /** Without bytes it is the end. */
  const queue: { readonly bytes?: Buffer; readonly dueAt: number }[] = []
  let conditions = given
  let mode: Pipe['mode'] = 'flow'
  let held = 0
  let passed = 0
  /** When the wire is free again, and when the last bytes are due: what comes later is never earlier. */
  let freeAt = 0
  let lastDueAt = 0
  let timer: NodeJS.Timeout | undefined
  let turn: NodeJS.Immediate | undefined
  let isFull = false
  let isEnded = false
  let isDone = false
  let isOver = false
  let cut: { readonly at: number; readonly run: () => void } | undefined

  function enqueue(bytes?: Buffer): void {
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond = Infinity } = conditions
    const length = bytes?.length ?? 0
    freeAt = Math.max(freeAt, performance.now()) + (length * 1_000) / bytesPerSecond
    lastDueAt = Math.max(lastDueAt, freeAt + latencyMs + random() * jitterMs)
    queue.push(bytes ? { bytes, dueAt: lastDueAt } : { dueAt: lastDueAt })
    held += length
  }
  function arrived(chunk: Buffer): void {
    if (mode === 'swallow') return
    const { bytesPerSecond = Infinity, sliceBytes } = conditions
    // A slow wire trickles: it does not keep silent and then give all at once.
    const step = sliceBytes ?? Math.ceil(Math.min(chunk.length, bytesPerSecond / PACE_PER_SECOND))
    for (let at = 0; at < chunk.length; at += step) enqueue(chunk.subarray(at, at + step))
    write()
  }
  function finish(): void {
    if (isEnded || isOver) return
    isEnded = true
    if (mode === 'swallow') return over()
    enqueue()
    write()
  }
  function over(): void {
    if (isDone) return
    isDone = true
    done()
  }
  function rest(): void {
    clearTimeout(timer)
    clearImmediate(turn)
  }
  function write(): void {
    rest()
    if (isOver || mode !== 'flow') return
    while (!isFull && queue[0]) {
      const waitMs = queue[0].dueAt - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(write, Math.ceil(waitMs))
        break
      }
      const bytes = queue.shift()?.bytes
      if (!bytes) {
        to.end()
        return over()
      }
      held -= bytes.length
      const left = cut ? cut.at - passed : Infinity
      passed += Math.min(bytes.length, left)
      if (bytes.length >= left) {
        isFull = true
        to.off('drain', drained)
        // Only once they have left: a reset throws away what has not.
        to.write(bytes.subarray(0, left), cut?.run)
        break
      }
      isFull = !to.write(bytes)
      if (conditions.sliceBytes && queue[0] && !isFull) {
        // The other side would read slices of one turn as one.
        turn = setImmediate(write)
        break
      }
    }
    if (held >= (conditions.bufferBytes ?? BUFFER_BYTES)) from.pause()
    else from.resume()
  }
  function drained(): void {
    isFull = false
    write()
  }
  from.on('data', arrived).on('end', finish)
  to.on('drain', drained)

  return {
    get bytes() {
      return passed
    },
    get mode() {
      return mode
    },
    get isDone() {
      return isDone
    },
    get conditions() {
      return conditions
    },
    set conditions(next) {
      conditions = next
    },
    cutAfter(bytes, run) {
      if (bytes <= 0) return run()
      cut = { at: passed + bytes, run }
    },
    flow() {
      mode = 'flow'
      if (isDone) to.end()
      write()
    },
    swallow() {
      if (isOver) return
      mode = 'swallow'
      rest()
      queue.length = held = 0
      from.resume()
      if (isEnded) over()
    },
    stall() {
      mode = 'stall'
      rest()
      from.pause()
    },
    finish,
    stop() {
      isOver = true
      rest()
      queue.length = held = 0
      from.off('data', arrived).off('end', finish)
      to.off('drain', drained)
    },
  }
}
