import type { Runtime } from '@fairlead/core'

interface Timer {
  readonly atMs: number
  readonly id: number
  readonly callback: () => void
  isDead: boolean
}

/** A virtual clock for simulations: a heap of timers, and random numbers that are the same for the same seed. */
export interface EventClock extends Runtime {
  /** Milliseconds since the simulation began, with fractions. */
  readonly elapsedMs: () => number
  /** Exponentially distributed with this mean. */
  exponential(meanMs: number): number
  /** Runs every timer until then, with all that follows from each before the next. */
  runUntil(atMs: number): Promise<void>
}

const START_MS = 1e12

/** Makes a clock. */
export function createEventClock(seed: number): EventClock {
  const heap: Timer[] = []
  const random = createRandom(seed)
  let elapsedMs = 0
  let timers = 0
  let uuids = 0
  const isBefore = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id)

  function push(timer: Timer): void {
    let index = heap.length
    while (index > 0) {
      const above = (index - 1) >> 1
      const other = heap[above] as Timer
      if (!isBefore(timer, other)) break
      heap[index] = other
      index = above
    }
    heap[index] = timer
  }

  function pop(): Timer {
    const first = heap[0] as Timer
    const last = heap.pop() as Timer
    if (last === first) return first
    let index = 0
    for (;;) {
      let below = 2 * index + 1
      const right = heap[below + 1]
      if (right && isBefore(right, heap[below] as Timer)) below++
      const other = heap[below]
      if (!other || !isBefore(other, last)) break
      heap[index] = other
      index = below
    }
    heap[index] = last
    return first
  }

  return {
    now: () => START_MS + Math.floor(elapsedMs),
    setTimeout(callback, delayMs) {
      const timer = { atMs: elapsedMs + Math.max(0, delayMs), id: timers++, callback, isDead: false }
      push(timer)
      return timer
    },
    clearTimeout(timer) {
      if (timer) (timer as Timer).isDead = true
    },
    random,
    randomUUID: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    fetch: () => Promise.reject(new Error('a simulation has no network')),
    lifecycle: () => () => {},
    elapsedMs: () => elapsedMs,
    exponential: (meanMs) => -Math.log(1 - random()) * meanMs,
    async runUntil(atMs) {
      while (heap.length > 0 && (heap[0] as Timer).atMs <= atMs) {
        const timer = pop()
        if (timer.isDead) continue
        elapsedMs = timer.atMs
        timer.callback()
        await new Promise((resolve) => setImmediate(resolve))
      }
      elapsedMs = atMs
    },
  }
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
