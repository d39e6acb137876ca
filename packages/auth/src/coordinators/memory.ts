import type { Locks } from '@fairlead/core'
import type { Coordinator, Entry } from '../coordinator.ts'

/** Tokens in memory: gone with the page or the process, out of reach for other tabs. Clients that are given the same one share. */
export function memoryCoordinator(): Coordinator {
  const entries = new Map<string, Entry>()
  const listeners = new Map<string, Set<() => void>>()
  let writes = 0
  return {
    lock: ownLocks(),
    store: {
      get: (key) => Promise.resolve(entries.get(key)),
      compareAndSet(key, expected, value) {
        if (entries.get(key)?.revision !== expected) return Promise.resolve(false)
        const revision = String(++writes)
        if (value === undefined) entries.delete(key)
        else entries.set(key, { revision, value })
        for (const listener of listeners.get(key) ?? []) queueMicrotask(listener)
        return Promise.resolve(revision)
      },
    },
    onChange(key, listener) {
      // The same function may be there twice.
      const own = (): void => listener()
      const all = listeners.get(key) ?? new Set()
      listeners.set(key, all.add(own))
      return () => all.delete(own)
    },
  }
}

/** Locks of this process alone. */
function ownLocks(): Locks['request'] {
  const tails = new Map<string, Promise<unknown>>()
  return async (name, { signal }, run) => {
    const before = tails.get(name)
    let release = (): void => {}
    const tail = Promise.all([before, new Promise<void>((resolve) => (release = resolve))])
    tails.set(name, tail)
    try {
      if (before) await untilAborted(before, signal)
      signal?.throwIfAborted()
      return await run()
    } finally {
      release()
      if (tails.get(name) === tail) tails.delete(name)
    }
  }
}

function untilAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    void work.then(resolve).finally(() => signal.removeEventListener('abort', abort))
  })
}
