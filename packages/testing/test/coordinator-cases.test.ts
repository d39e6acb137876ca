import { type Coordinator, memoryCoordinator } from '@fairlead/auth'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

/** Coordinators with one fault each, and what the case says that finds it. */
const faults: readonly {
  readonly fault: string
  /** How its name begins. */
  readonly case: string
  readonly says: string
  readonly keeps?: 'json'
  /** The fault, put on a coordinator in memory that all share. */
  make(good: Coordinator): Partial<Coordinator>
}[] = [
  {
    fault: 'a lock that locks nothing',
    case: 'lets one contender in',
    says: 'nobody is inside together',
    make: () => ({ lock: (_name, _options, run) => run() }),
  },
  {
    fault: 'one lock for all names',
    case: 'does not let a name wait',
    says: 'timed out',
    make: ({ lock }) => ({ lock: (_name, options, run) => lock('all', options, run) }),
  },
  {
    fault: 'a wait that no signal ends',
    case: 'lets a waiter go',
    says: 'timed out',
    make: ({ lock }) => ({ lock: (name, _options, run) => lock(name, {}, run) }),
  },
  {
    fault: 'a reason of its own',
    case: 'does not begin for a signal',
    says: 'reason itself',
    make: ({ lock }) => ({
      lock: (name, options, run) => lock(name, options, run).catch(() => Promise.reject(new Error('aborted'))),
    }),
  },
  {
    fault: 'a holder that is cut off by its signal',
    case: 'does not begin for a signal',
    says: 'cut off',
    make: ({ lock }) => ({
      lock: (name, options, run) => lock(name, options, () => Promise.race([run(), aborted(options.signal)])),
    }),
  },
  {
    fault: 'a lock that a failure keeps',
    case: 'lets the next one in',
    says: 'timed out',
    make: ({ lock }) => ({
      lock: (name, options, run) =>
        new Promise((resolve, reject) => {
          void lock(name, options, () =>
            run().then(resolve, (error: unknown) => {
              reject(error)
              return new Promise<never>(() => {})
            }),
          ).catch(reject)
        }),
    }),
  },
  {
    fault: 'a write that compares nothing',
    case: 'lets the first of many writers win',
    says: 'something is stored',
    make: ({ store }) => ({
      store: {
        ...store,
        compareAndSet: async (key, _expected, value) =>
          store.compareAndSet(key, (await store.get(key))?.revision, value),
      },
    }),
  },
  {
    fault: 'a write that compares too early',
    case: 'lets the first of many writers win',
    says: 'one writer wins',
    make: ({ store }) => ({
      store: {
        ...store,
        async compareAndSet(key, expected, value) {
          const found = await store.get(key)
          if (found?.revision !== expected) return false
          for (;;) {
            const now = await store.get(key)
            const revision = await store.compareAndSet(key, now?.revision, value)
            if (revision) return revision
          }
        },
      },
    }),
  },
  {
    fault: 'revisions that are numbers of writes since the last removal',
    case: 'never repeats a revision',
    says: 'is new',
    make: () => ({ store: forgetful() }),
  },
  {
    fault: 'values that pass through JSON unseen',
    case: 'keeps a key',
    says: 'config',
    keeps: 'json',
    make: ({ store }) => ({
      store: {
        ...store,
        compareAndSet: (key, expected, value) =>
          store.compareAndSet(key, expected, value === undefined ? value : JSON.parse(JSON.stringify(value))),
      },
    }),
  },
  {
    fault: 'removals that nobody hears of',
    case: 'tells others',
    says: 'hear of the removal',
    make: ({ store, onChange }) => ({
      onChange: (key, listener) => onChange(key, () => void store.get(key).then((entry) => entry && listener())),
    }),
  },
  {
    fault: 'news that nobody can stop',
    case: 'does not call who has unsubscribed',
    says: 'values agree',
    make: ({ onChange }) => ({
      onChange(key, listener) {
        onChange(key, listener)
        return () => {}
      },
    }),
  },
  {
    fault: 'news that stops for all',
    case: 'does not call who has unsubscribed',
    says: 'the one who stays hears',
    make: ({ onChange }) => {
      const stops: (() => void)[] = []
      return {
        onChange(key, listener) {
          stops.push(onChange(key, listener))
          return () => stops.forEach((stop) => stop())
        },
      }
    },
  },
]

describe('the cases of coordinators find', () => {
  test.concurrent.each(faults)('$fault', async ({ make, keeps, case: start, says }) => {
    const good = memoryCoordinator()
    const faulty = { ...good, ...make(good) }
    const found = coordinatorCases.filter(({ name }) => name.startsWith(start))
    expect(found).toHaveLength(1)
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('timed out')), 4_000).unref())
    const ran = Promise.race([found[0]?.run({ open: () => faulty, keeps: keeps ?? 'clones' }), late])
    await expect(ran).rejects.toThrow(says)
  })
})

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('cut off')))
  })
}

function forgetful(): Coordinator['store'] {
  const entries = new Map<string, { readonly revision: string; readonly value: unknown }>()
  return {
    get: async (key) => entries.get(key),
    async compareAndSet(key, expected, value) {
      const revision = String(Number(expected ?? 0) + 1)
      if (entries.get(key)?.revision !== expected) return false
      if (value === undefined) entries.delete(key)
      else entries.set(key, { revision, value })
      return revision
    },
  }
}
