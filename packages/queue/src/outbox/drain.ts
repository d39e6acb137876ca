import { type Runtime, platformLifecycle, platformLocks } from '@fairlead/core'
import { isObject, isText } from '../check.ts'
import type { OutboxEntry } from './entry.ts'
import type { Sender, Tried } from './sender.ts'
import type { Senders } from './sessions.ts'
import type { OutboxStore } from './store.ts'
import { isSignedOut } from './verdict.ts'

/** Sees that what is stored goes out. */
export interface Drain {
  /** Something may be sent now that could not before. */
  wake(): void
  /** Tries at once what waits for its next try, of one identity or of all; settles when nothing can be sent any more. */
  hurry(identity?: string): Promise<void>
  pause(): void
  resume(): void
  /** Ends; settles when what was being sent has been given back. */
  close(): Promise<void>
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
  /** Identities whose entries are to be tried although their time has not come; undefined: all. */
  const hurries = new Set<string | undefined>()
  /** Those entries. */
  let hurried = new Set<string>()
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

  /** The store does not work: it is left alone for a while. */
  function rest(error: unknown): void {
    if (signal.aborted) return
    failed(error)
    wakeAt(runtime.now() + STORE_PAUSE_MS)
  }

  function wake(): void {
    if (isStopped()) return
    isPoked = true
    poke()
    running ??= locks
      .request(`fairlead:outbox:${name}`, { signal }, run)
      .catch(rest)
      .finally(() => {
        running = undefined
        // Something came while we let go.
        if (isPoked) wake()
      })
  }

  async function run(): Promise<void> {
    try {
      for (;;) {
        isPoked = false
        const poked = new Promise<void>((resolve) => (poke = resolve))
        if (!isStopped()) await begin()
        if (active.size === 0 && (!isPoked || isStopped())) break
        await Promise.race([poked, ...active.values()])
      }
      isPoked = false
    } finally {
      // Whoever gets the lock next takes what is being sent for given up.
      await Promise.all(active.values())
    }
  }

  /** Begins the lanes that can be sent. */
  async function begin(): Promise<void> {
    const waiting = (await store.list()).filter(isWaiting)
    const isHurried = ({ id, identity }: OutboxEntry): boolean =>
      hurried.has(id) || hurries.has(undefined) || hurries.has(identity)
    hurried = new Set(waiting.filter(isHurried).map(({ id }) => id))
    hurries.clear()
    const lanes = Map.groupBy(waiting, ({ identity, lane }) => `${identity} ${lane}`)
    for (const [lane, entries] of lanes) {
      if (active.size >= MAX_LANES) return
      if (active.has(lane) || !isDue(entries[0] as OutboxEntry)) continue
      const sent = sendLane(entries)
        .catch(rest)
        .finally(() => active.delete(lane))
      active.set(lane, sent)
    }
  }

  /** Whether the first of a lane can be sent now; if it can later, we look again then. */
  function isDue({ id, identity, notBefore, state, lease, failure }: OutboxEntry): boolean {
    if (!senders.of(identity)) return false
    const isHurried = hurried.has(id)
    if (isSignedOut(identity, failure?.status) && !isHurried) {
      senders.want(identity)
      return false
    }
    const isTaken = store.isShared && state === 'sending' && lease
    const atMs = isTaken ? lease.until : isHurried ? 0 : notBefore
    // What the disk has made of a number is no reason to wait.
    if (!(atMs > runtime.now())) return true
    wakeAt(atMs)
    return false
  }

  async function sendLane(entries: readonly OutboxEntry[]): Promise<void> {
    for (const entry of entries) {
      if (isStopped() || !isDue(entry)) return
      const { id } = entry
      begun(id)
      // Not after it: whoever signs in meanwhile hurries the next try.
      hurried.delete(id)
      const result = await send(id)
      if (result) tried(result)
      // Somebody else has it, or it stays in line: the list says what comes next.
      if (!result || !/sent|drop|dead/.test(result.next)) return wake()
    }
  }

  function hurry(identity?: string): Promise<void> {
    hurries.add(identity)
    wake()
    return Promise.resolve(running)
  }

  const ignore = (runtime.lifecycle ?? platformLifecycle())((event) => {
    if (event === 'offline') isOffline = true
    else if (event !== 'hidden' && event !== 'suspended') {
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
      return Promise.resolve(running)
    },
  }
}

/** Whether an entry still has to be sent. One that is set aside holds up nobody, nor does one that the disk has spoilt. */
function isWaiting({ id, identity, lane, method, url, key, headers, tags, state }: OutboxEntry): boolean {
  return (
    (state === 'pending' || state === 'sending') &&
    [id, identity, lane, method, url, key].every(isText) &&
    isObject(headers) &&
    Array.isArray(tags)
  )
}
