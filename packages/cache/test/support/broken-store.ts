import { type CacheStore, memoryStore } from '@fairlead/cache'
import type { VirtualClock } from '@fairlead/testing'

/** What an operation of the store does when it is called. */
export type Mood = 'works' | 'hangs' | 'throws' | 'rejects' | { readonly delayMs: number }
type Operation = 'get' | 'set' | 'delete' | 'invalidate' | 'close'

/** A store whose operations fail as a test says. */
export interface BrokenStore {
  readonly store: CacheStore
  /** What works below. */
  readonly memory: ReturnType<typeof memoryStore>
  readonly calls: readonly Operation[]
  /** How often an operation was called. */
  count(operation: Operation): number
  /** Sets the mood of these operations, or of all. */
  be(mood: Mood, ...operations: readonly Operation[]): void
}

/** Makes a store that works at first. */
export function brokenStore(clock: () => VirtualClock): BrokenStore {
  const memory = memoryStore()
  const calls: Operation[] = []
  const moods = new Map<Operation, Mood>()

  function run<T>(operation: Operation, work: () => T): T | Promise<T> {
    calls.push(operation)
    const mood = moods.get(operation) ?? 'works'
    if (mood === 'works') return work()
    if (mood === 'hangs') return new Promise<never>(() => {})
    if (mood === 'throws') throw new Error('the store is broken')
    if (mood === 'rejects') return Promise.reject(new Error('the store is broken'))
    return new Promise<void>((resolve) => void clock().setTimeout(resolve, mood.delayMs)).then(work)
  }

  return {
    memory,
    calls,
    count: (operation) => calls.filter((call) => call === operation).length,
    be(mood, ...operations) {
      const all: readonly Operation[] = ['get', 'set', 'delete', 'invalidate', 'close']
      for (const operation of operations.length > 0 ? operations : all) moods.set(operation, mood)
    },
    store: {
      get: (key) => run('get', () => memory.get(key)),
      set: (entry, epoch) => run('set', () => memory.set(entry, epoch)),
      delete: (key, variant) => run('delete', () => memory.delete(key, variant)),
      invalidate: (names, mode) => run('invalidate', () => memory.invalidate(names, mode)),
      close: () => run('close', () => undefined),
    },
  }
}
