import { type CacheStore, type StoreChange, type Turn, memoryStore } from '@fairlead/cache'
import { vi } from 'vitest'

type Listener = (change: StoreChange | 'lost') => void

/** Stores over one memory, as processes have them. What one invalidates the others hear with their next `sync`. */
export function sharedStores(): { readonly memory: ReturnType<typeof memoryStore>; open(): SharedStore } {
  const memory = memoryStore()
  const changes: (StoreChange & { readonly by: object })[] = []
  const leases = new Map<string, (turn: Turn) => void>()
  const waiting = new Map<string, ((turn: Turn) => void)[]>()

  /** Gives the turn for a key, or lets wait for the one who has it. */
  function take(key: string): Promise<Turn> {
    if (leases.has(key))
      return new Promise((resolve) => {
        waiting.set(key, [...(waiting.get(key) ?? []), resolve])
      })
    const give = (): void => {
      leases.delete(key)
      for (const resolve of waiting.get(key) ?? []) resolve('look')
      waiting.delete(key)
    }
    leases.set(key, give)
    return Promise.resolve(give)
  }

  return {
    memory,
    open() {
      const listeners = new Set<Listener>()
      const self = {}
      let heard = 0
      const sync = vi.fn<Required<CacheStore>['sync']>(async () => {
        for (const { by, ...change } of changes.slice(heard))
          if (by !== self) for (const listener of listeners) listener(change)
        heard = changes.length
      })
      const invalidate = vi.fn<CacheStore['invalidate']>((names, mode) => {
        memory.invalidate(names, mode)
        changes.push({ names, mode, by: self })
      })
      return {
        get: (key) => memory.get(key),
        set: (entry, epoch) => memory.set(entry, epoch),
        delete: (key, variant) => memory.delete(key, variant),
        invalidate,
        subscribe(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        sync,
        lease: vi.fn<Required<CacheStore>['lease']>(take),
      }
    },
  }
}

/** One of them, all of whose methods are there. */
export type SharedStore = Required<Omit<CacheStore, 'close'>>
