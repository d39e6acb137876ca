import type { Invalidation, Runtime } from '@fairlead/core'
import type { Entry } from '../entry.ts'
import { EVERYTHING } from '../names.ts'
import type { Awaitable, CacheStore, Lookup, Turn } from '../store.ts'

/** A store that never fails, never hangs, and costs nothing while it does not work. */
export interface GuardedStore {
  /**
   * Undefined where the store does not answer in time, or is not asked because it did not the last time.
   *
   * @param isPatient asks all the same and waits a second, for who has nothing else left
   */
  get(key: string, isPatient: boolean): Promise<Lookup | undefined>
  set(entry: Entry, epoch: number): void
  /** Whether what was last written under a key is stored, as soon as that is known. */
  stored(key: string): Promise<boolean>
  /** Waits until others can know what was invalidated, where there are any; no longer than for a look-up. */
  told(): Promise<void> | undefined
  /** Whether memory has heard of all that others have invalidated until now. */
  sync(): Awaitable<boolean>
  /** Waits for the turn to ask the server, for so long at most. Undefined: nobody takes turns. */
  readonly lease: ((key: string, limitMs: number) => Promise<Turn>) | undefined
  delete(key: string, variant: string): void
  invalidate(names: readonly string[], mode: Invalidation): void
  /** Waits for what is being written, then closes the store. */
  close(): Promise<void>
}

/** How long a store that hangs or fails is left alone, at first and at most; twice as long each time. */
const PAUSES_MS = [10_000, 300_000] as const
/** The same where others wait to hear what was invalidated here. */
const SHARED_PAUSES_MS = [1_000, 8_000] as const
const PATIENCE_MS = 1_000
/** Failures that come at once cost little: only several in a row open the breaker. */
const MAX_FAILURES = 3
/** Nobody waits for a write: it may take this long. */
const WRITE_MS = 10_000
const MAX_WRITES = 64
/** Invalidations kept for a store that does not work. More of them, and everything in it is gone. */
const MAX_OWED = 1_000

/** Puts a deadline and a breaker before a store. `tell` hears that the store failed. */
export function guardStore(
  store: CacheStore,
  runtime: Runtime,
  deadlineMs: number,
  tell: (what: 'timeout' | 'error' | 'recovered') => void,
): GuardedStore {
  let failures = 0
  let pauses = 0
  let closedUntil = 0
  let writes = 0
  let trying = false
  const running = new Set<Promise<unknown>>()
  const sets = new Map<string, Promise<boolean>>()
  // What the store has not been told yet. Until it has, nothing that it says can be believed.
  const owed = new Map<string, { readonly mode: Invalidation }>()
  let settling: Promise<void> | undefined
  let retry: unknown
  let isClosed = false
  const [firstPauseMs, maxPauseMs] = store.sync ? SHARED_PAUSES_MS : PAUSES_MS

  function failed(what: 'timeout' | 'error'): void {
    tell(what)
    // Of many that waited at once, each has failed.
    if (!isOpen()) return
    if (what === 'error' && ++failures < MAX_FAILURES) return
    closedUntil = runtime.now() + Math.min(firstPauseMs * 2 ** pauses++, maxPauseMs)
  }

  function worked(): void {
    if (pauses > 0) tell('recovered')
    failures = pauses = closedUntil = 0
  }

  /** What comes first: the work's result, or the end of its time. */
  async function within<T>(limitMs: number, work: Awaitable<T>): Promise<T | 'late'> {
    let timer: unknown
    const late = new Promise<'late'>((resolve) => {
      timer = runtime.setTimeout(() => {
        // What has come while this process was busy is read first: it is not the store that is slow then.
        timer = runtime.setTimeout(() => resolve('late'), 0)
      }, limitMs)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      runtime.clearTimeout(timer)
    }
  }

  /** Undefined where the work fails or takes too long. */
  async function attempt<T>(
    limitMs: number,
    work: (signal: AbortSignal) => T | PromiseLike<T>,
  ): Promise<{ readonly value: T } | undefined> {
    const ending = new AbortController()
    try {
      const done = (async () => ({ value: await work(ending.signal) }))()
      const result = await within(limitMs, done)
      if (result !== 'late') {
        worked()
        return result
      }
      failed('timeout')
      // Late is better than never: a database that took long to open is as good as any from then on.
      done.then(worked, () => {})
      ending.abort()
    } catch {
      failed('error')
    }
    return undefined
  }

  function isOpen(): boolean {
    return runtime.now() >= closedUntil
  }

  /** Tells the store what it has missed. */
  function settle(): Promise<void> {
    return (settling ??= (async () => {
      while (owed.size > 0) {
        const told = [...owed]
        for (const mode of ['gone', 'stale'] as const) {
          const names = told.flatMap(([name, each]) => (each.mode === mode ? [name] : []))
          if (names.length > 0 && !(await attempt(WRITE_MS, (signal) => store.invalidate(names, mode, signal)))) return
        }
        // What was invalidated once more meanwhile is owed once more.
        for (const [name, each] of told) if (owed.get(name) === each) owed.delete(name)
      }
    })().finally(() => {
      settling = undefined
      settleLater()
    }))
  }

  /** Others go on with what they have until they hear of it, so nobody's next call is waited for. */
  function settleLater(): void {
    runtime.clearTimeout(retry)
    if (!store.sync || owed.size === 0 || isClosed) return
    retry = runtime.setTimeout(() => void settle(), Math.max(firstPauseMs, closedUntil - runtime.now()))
    // A program that has nothing else to do ends.
    ;(retry as { unref?: () => void }).unref?.()
  }

  /** What the work says; undefined where it is not done. */
  function write<T>(work: (signal: AbortSignal) => Awaitable<T>): Promise<T | undefined> {
    if (!isOpen() || owed.size > 0 || writes >= MAX_WRITES) return Promise.resolve(undefined)
    writes++
    const done = attempt(WRITE_MS, work)
      .finally(() => {
        writes--
        running.delete(done)
      })
      .then((result) => result?.value)
    running.add(done)
    return done
  }

  async function lease(key: string, limitMs: number): Promise<Turn> {
    const ending = new AbortController()
    try {
      const turn = await within(limitMs, store.lease?.(key, ending.signal) ?? 'go')
      if (typeof turn !== 'function') return turn === 'look' ? 'look' : 'go'
      return (isStored) => {
        try {
          turn(isStored)
        } catch (error) {
          // The call has its answer; others wait until the turn is over by itself.
          console.error(error)
        }
      }
    } catch {
      return 'go'
    } finally {
      // A turn that comes too late is given back.
      ending.abort()
    }
  }

  return {
    async get(key, isPatient) {
      const isTrial = pauses > 0 && !isPatient
      if (!isPatient && (!isOpen() || (isTrial && trying))) return undefined
      trying ||= isTrial
      const found = attempt(isPatient ? PATIENCE_MS : deadlineMs, async (signal) => {
        if (owed.size > 0) await settle()
        return owed.size > 0 ? undefined : store.get(key, signal)
      })
      if (!isTrial) return (await found)?.value
      // After a pause the store is tried behind the caller's back, by one call.
      void found.finally(() => {
        trying = false
      })
      return undefined
    },
    set(entry, epoch) {
      const { key } = entry
      const done = write((signal) => store.set(entry, epoch, signal)).then((isStored) => isStored === true)
      sets.set(key, done)
      void done.finally(() => sets.get(key) === done && sets.delete(key))
    },
    stored: (key) => sets.get(key) ?? Promise.resolve(false),
    sync() {
      if (!store.sync) return true
      if (!isOpen()) return false
      let synced: Awaitable<void>
      try {
        synced = store.sync()
      } catch {
        failed('error')
        return false
      }
      // What is known already costs nothing.
      return synced === undefined || attempt(deadlineMs, () => synced).then((done) => done !== undefined)
    },
    lease: store.lease && lease,
    delete(key, variant) {
      void write((signal) => store.delete(key, variant, signal))
    },
    invalidate(names, mode) {
      for (const name of names) owed.set(name, { mode: owed.get(name)?.mode === 'gone' ? 'gone' : mode })
      if (owed.size > MAX_OWED) {
        owed.clear()
        owed.set(EVERYTHING, { mode: 'gone' })
      }
      if (isOpen()) void settle()
      else settleLater()
    },
    told() {
      if (!store.sync || owed.size === 0 || !isOpen()) return undefined
      return within(deadlineMs, settle()).then(() => {})
    },
    async close() {
      isClosed = true
      runtime.clearTimeout(retry)
      await Promise.allSettled([...running, settling])
      if (owed.size > 0) await settle()
      await attempt(WRITE_MS, () => store.close?.())
    },
  }
}
