import type { Lifecycle, LifecycleEvent, Runtime } from '@fairlead/core'

/** How a virtual clock starts. */
export interface VirtualClockOptions {
  /** Milliseconds since the Unix epoch. @defaultValue 2026-01-01T00:00:00Z */
  readonly startMs?: number
  /** What `random` gives: one number in [0, 1) for ever, or one for each time it is asked. @defaultValue 0.5 */
  readonly random?: number | (() => number)
  /** @defaultValue a fetch that rejects, because a test that reaches the network by mistake must not pass */
  readonly fetch?: typeof globalThis.fetch
}

/** A runtime whose time goes on only when a test says so. */
export interface VirtualClock extends Runtime {
  readonly lifecycle: Lifecycle
  /** Timers that are set. Zero at the end of a test proves that nothing was left behind. */
  readonly pending: number
  /** Lets time pass, timer by timer, with everything that follows from each. */
  advance(durationMs: number): Promise<void>
  /** Lets time pass until no timer is set. @throws Error after 10,000 timers, for something sets them for ever */
  runAll(): Promise<void>
  /** Sets the wall clock without any timer coming due, as a user or a time server does. */
  setWallClock(nowMs: number): void
  /** Tells the listeners of `lifecycle`. */
  emit(event: LifecycleEvent): void
}

interface Timer {
  readonly id: number
  readonly atMs: number
  readonly callback: () => void
}

const MAX_TIMERS = 10_000

/** Makes a runtime for tests: pass it to `createClient({ runtime })`. Ids and random numbers are the same in every run. */
export function createVirtualClock({
  startMs = Date.UTC(2026, 0, 1),
  random = 0.5,
  fetch = () => Promise.reject(new Error('a virtual clock has no network; pass a transport or `fetch`')),
}: VirtualClockOptions = {}): VirtualClock {
  const timers = new Map<number, Timer>()
  const listeners = new Set<(event: LifecycleEvent) => void>()
  let lastId = 0
  // Timers follow a clock of their own, so that setting the wall clock moves none of them.
  let elapsedMs = 0
  let offsetMs = startMs

  const next = (untilMs: number): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers.values())
      if (timer.atMs <= untilMs && timer.atMs < (first?.atMs ?? Infinity)) first = timer
    return first
  }
  const fire = async ({ id, atMs, callback }: Timer): Promise<void> => {
    timers.delete(id)
    elapsedMs = Math.max(elapsedMs, atMs)
    callback()
    await turns()
  }
  return {
    now: () => offsetMs + elapsedMs,
    setTimeout(callback, delayMs) {
      const id = ++lastId
      timers.set(id, { id, atMs: elapsedMs + Math.max(0, delayMs), callback })
      return id
    },
    clearTimeout: (handle) => void timers.delete(handle as number),
    random: typeof random === 'number' ? () => random : random,
    randomUUID: () => `00000000-0000-4000-8000-${String(++lastId).padStart(12, '0')}`,
    fetch,
    lifecycle(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get pending() {
      return timers.size
    },
    async advance(durationMs) {
      const endMs = elapsedMs + durationMs
      await turns()
      for (let timer = next(endMs); timer; timer = next(endMs)) await fire(timer)
      elapsedMs = endMs
    },
    async runAll() {
      await turns()
      let count = 0
      for (let timer = next(Infinity); timer; timer = next(Infinity)) {
        if (++count > MAX_TIMERS)
          throw new Error(`more than ${MAX_TIMERS} timers came due: something sets them for ever`)
        await fire(timer)
      }
    },
    setWallClock: (nowMs) => void (offsetMs = nowMs - elapsedMs),
    emit: (event) => listeners.forEach((listener) => listener(event)),
  }
}

/**
 * Streams and fetch take several turns of the event loop, and no timer may be needed for one. `setImmediate` gives a
 * whole turn wherever it exists; in pages a channel does, which in workerd would give too little of one.
 */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++)
    await (typeof setImmediate === 'function' ? new Promise<void>((resolve) => void setImmediate(resolve)) : message())
}

function message(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
