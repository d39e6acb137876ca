import { platformLocks } from '@fairlead/core'
import type { Coordinator, Entry } from '../coordinator.ts'

/** Tokens in memory: gone with the page or the process, out of reach for other tabs. Clients that are given the same one share. */
export function memoryCoordinator(): Coordinator {
  const entries = new Map<string, Entry>()
  const listeners = new Map<string, Set<() => void>>()
  const locks = platformLocks()
  let writes = 0
  let id: string | undefined
  return {
    // The platform's locks are everybody's: the name must be this coordinator's own.
    lock: (name, options, run) => locks.request(`${(id ??= crypto.randomUUID())} ${name}`, options, run),
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
