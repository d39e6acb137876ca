import type { Runtime } from '@fairlead/core'
export class TestClock implements Runtime {
  #now = Date.UTC(2026, 0, 1)
  #id = 0
  #timers = new Map<number, { at: number; callback: () => void }>()
  rand = 0.5
  readonly now = () => this.#now
  readonly setTimeout = (callback: () => void, delayMs: number): unknown => {
    const id = ++this.#id
    this.#timers.set(id, { at: this.#now + Math.max(0, delayMs), callback })
    return id
  }
  readonly clearTimeout = (handle: unknown): void => void this.#timers.delete(handle as number)
  readonly random = () => this.rand
  readonly randomUUID = () => `00000000-0000-4000-8000-${String(++this.#id).padStart(12, '0')}`
  readonly fetch: typeof fetch = () => Promise.reject(new Error('no network here'))
  get pending() {
    return this.#timers.size
  }
  async advance(ms: number) {
    const end = this.#now + ms
    await flush()
    for (;;) {
      const next = [...this.#timers]
        .filter(([, t]) => t.at <= end)
        .toSorted((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
      if (!next) break
      this.#timers.delete(next[0])
      this.#now = Math.max(this.#now, next[1].at)
      next[1].callback()
      await flush()
    }
    this.#now = end
    await flush()
  }
}
async function flush() {
  for (let i = 0; i < 5; i++) await new Promise((r) => setImmediate(r))
}
