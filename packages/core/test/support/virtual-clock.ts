import type { Runtime } from '@fairlead/core'

/** A runtime whose time goes on only when a test says so. */
export class VirtualClock implements Runtime {
  /** What `random` gives. */
  rand = 0.5
  #nowMs = Date.UTC(2026, 0, 1)
  #lastId = 0
  readonly #timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>()

  readonly now = (): number => this.#nowMs
  readonly setTimeout = (callback: () => void, delayMs: number): unknown => {
    const id = ++this.#lastId
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(0, delayMs), callback })
    return id
  }
  readonly clearTimeout = (handle: unknown): void => void this.#timers.delete(handle as number)
  readonly random = (): number => this.rand
  readonly randomUUID = (): string => `00000000-0000-4000-8000-${String(++this.#lastId).padStart(12, '0')}`
  readonly fetch: typeof fetch = () => Promise.reject(new Error('no network here'))

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await settle()
    for (let next = this.#due(endMs); next; next = this.#due(endMs)) {
      const [id, { atMs, callback }] = next
      this.#timers.delete(id)
      this.#nowMs = atMs
      callback()
      await settle()
    }
    this.#nowMs = endMs
  }

  #due(endMs: number) {
    let first: [number, { readonly atMs: number; readonly callback: () => void }] | undefined
    for (const timer of this.#timers)
      if (timer[1].atMs <= endMs && timer[1].atMs < (first?.[1].atMs ?? Infinity)) first = timer
    return first
  }
}

/** Streams take several turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
