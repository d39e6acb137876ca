/**
 * What core needs from the platform. Tests pass a virtual one; nothing in Fairlead calls a global clock directly.
 * `fetch` is looked up at call time, so that a tool which patches the global later (MSW, an instrumentation) is seen.
 */
export interface Runtime {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly setTimeout: (callback: () => void, delayMs: number) => unknown
  readonly clearTimeout: (handle: unknown) => void
  /** A number in [0, 1). */
  readonly random: () => number
  /** A fresh UUID, version 4. */
  readonly randomUUID: () => string
  readonly fetch: typeof fetch
  /** Mutual exclusion between tabs. Absent: see {@link platformLocks}. */
  readonly locks?: Locks
  /** Messages between tabs. Absent: see {@link platformBroadcast}. */
  readonly broadcast?: Broadcast
  /** Online, visibility and clock jumps. Absent: see {@link platformLifecycle}. */
  readonly lifecycle?: Lifecycle
}

/** Runs one holder of a name at a time. */
export interface Locks {
  request<T>(name: string, options: { readonly signal?: AbortSignal }, run: () => Promise<T>): Promise<T>
}

/** Opens a named channel to the other tabs of the same origin. A channel never hears itself. */
export type Broadcast = (name: string, listener: (message: unknown) => void) => BroadcastHandle

/** One end of a broadcast channel. */
export interface BroadcastHandle {
  post(message: unknown): void
  close(): void
}

/**
 * What happens to the program from outside. `suspended` comes before a page is kept aside (bfcache); `resumed` follows
 * that, a sleep of the machine, or a frozen page.
 */
export type LifecycleEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'suspended' | 'resumed'

/** Subscribes to lifecycle events; the answer unsubscribes. */
export type Lifecycle = (listener: (event: LifecycleEvent) => void) => () => void

/** The largest delay that platform timers keep: longer ones fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The runtime of the platform the program runs on: browser, Node, Bun, Deno or workerd. */
export const platformRuntime: Runtime = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS)),
  clearTimeout: (handle) => clearTimeout(handle as number),
  random: () => Math.random(),
  randomUUID: () => crypto.randomUUID(),
  fetch: (input, init) => fetch(input, init),
}
