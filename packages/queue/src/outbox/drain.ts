import { type Runtime, platformLifecycle, platformLocks } from '@fairlead/core'
import type { OutboxEntry } from './entry.ts'
import type { Sender, Tried } from './sender.ts'
import type { Senders } from './sessions.ts'
import type { OutboxStore } from './store.ts'

/** Sees that what is stored goes out. */
export interface Drain {
  /** Something may be sent now that could not before. */
  wake(): void
  /** Tries at once what waits for its next try; settles when nothing can be sent any more. */
  hurry(): Promise<void>
  pause(): void
  resume(): void
  close(): void
}

/** What a drain works with. */
export interface DrainParts {
  readonly runtime: Runtime
  readonly store: OutboxStore
  readonly name: string
  readonly send: Sender
  readonly senders: Senders
  readonly signal: AbortSignal
  /** Hears of an entry that is about to be tried. */
  begun(id: string): void
  tried(tried: Tried): void
  /** Hears that the store did not work; it is tried again. */
  failed(error: unknown): void
}

/** Lanes that are sent at the same time. */
const MAX_LANES = 4
/** How long a store that failed is left alone. */
const STORE_PAUSE_MS = 10_000

/**
 * Makes the drain of an outbox. One program at a time holds the lock and sends: the entries of a lane one after the other,
 * a few lanes beside each other. It lets go when nothing can be sent, and sets one timer for what can be sent first.
 */
export function createDrain(parts: DrainParts): Drain {
  const { runtime, store, name, send, senders, signal, begun, tried, failed } = parts
  const locks = runtime.locks ?? platformLocks()
  const active = new Map<string, Promise<void>>()
  /** Entries that are tried although their time has not come. */
  const hurried = new Set<string>()
  let mayHurry = false
  let isPaused = false
  let isOffline = (globalThis.navigator as Partial<Navigator> | undefined)?.onLine === false
  let running: Promise<void> | undefined
  let poke = (): void => {}
  let isPoked = false
  let timer: unknown

  const isStopped = (): boolean => isPaused || isOffline || signal.aborted

  /** Looks again at a time. One timer, for the first of them. */
  let timerAt = Infinity
  function wakeAt(atMs: number): void {
    if (atMs >= timerAt || signal.aborted) return
    runtime.clearTimeout(timer)
    timerAt = atMs
    timer = runtime.setTimeout(
      () => {
        timerAt = Infinity
        wake()
      },
      Math.max(0, atMs - runtime.now()),
    )
  }

  function wake(): void {
    if (isStopped()) return
    isPoked = true
    poke()
    running ??= locks
      .request(`fairlead:outbox:${name}`, { signal }, run)
      .catch((error: unknown) => {
        if (signal.aborted) return
        failed(error)
        wakeAt(runtime.now() + STORE_PAUSE_MS)
      })
      .finally(() => {
        running = undefined
        // Something came while we let go.
        if (isPoked) wake()
      })
  }

  async function run(): Promise<void> {
    for (;;) {
      isPoked = false
      const poked = new Promise<void>((resolve) => (poke = resolve))
      if (!isStopped()) await begin()
      if (active.size === 0 && (!isPoked || isStopped())) break
      await Promise.race([poked, ...active.values()])
    }
    isPoked = false
  }

  /** Begins the lanes that can be sent. */
  async function begin(): Promise<void> {
    const lanes = Map.groupBy((await store.list()).filter(isWaiting), ({ identity, lane }) => `${identity} ${lane}`)
    if (mayHurry) hurried.clear()
    if (mayHurry) for (const entries of lanes.values()) for (const { id } of entries) hurried.add(id)
    mayHurry = false
    for (const [lane, entries] of lanes) {
      if (active.size >= MAX_LANES) return
      if (active.has(lane) || !isDue(entries[0] as OutboxEntry)) continue
      const sent = sendLane(entries)
        .catch((error: unknown) => {
          failed(error)
          wakeAt(runtime.now() + STORE_PAUSE_MS)
        })
        .finally(() => active.delete(lane))
      active.set(lane, sent)
    }
  }

  /** Whether the first of a lane can be sent now; if it can later, we look again then. */
  function isDue({ id, identity, notBefore, state, lease }: OutboxEntry): boolean {
    if (!senders.of(identity)) return false
    const isTaken = store.isShared && state === 'sending' && lease
    const atMs = isTaken ? lease.until : hurried.has(id) ? 0 : notBefore
    if (atMs <= runtime.now()) return true
    wakeAt(atMs)
    return false
  }

  async function sendLane(entries: readonly OutboxEntry[]): Promise<void> {
    for (const { id, identity } of entries) {
      for (let next: Tried['next'] = 'changed'; next === 'changed';) {
        const session = senders.of(identity)
        if (isStopped() || !session) return
        begun(id)
        const result = await send(id, session)
        hurried.delete(id)
        // Somebody else has it, or took it back: the list says what comes next.
        if (!result) return wake()
        tried(result)
        next = result.next
        if (next === 'again') return wake()
      }
    }
  }

  function hurry(): Promise<void> {
    mayHurry = true
    wake()
    return Promise.resolve(running)
  }

  const ignore = (runtime.lifecycle ?? platformLifecycle())((event) => {
    if (event === 'offline') isOffline = true
    else if (event !== 'hidden') {
      if (event === 'online') isOffline = false
      void hurry()
    }
  })

  return {
    wake,
    hurry,
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
      wake()
    },
    close() {
      ignore()
      runtime.clearTimeout(timer)
    },
  }
}

/** Whether an entry still has to be sent: one that is set aside holds up nobody. */
function isWaiting({ state }: OutboxEntry): boolean {
  return state === 'pending' || state === 'sending'
}
