import { type CacheStore, type Entry, type MemoryStore, memoryStore } from '@fairlead/cache'
import { cacheStoreCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

/** Stores with one fault each, and what the case says that finds it. */
const faults: readonly {
  readonly fault: string
  /** How its name begins. */
  readonly case: string
  readonly says: string
  /** The fault, put on a store in memory. */
  make(good: MemoryStore): Partial<CacheStore>
  /** Whether each user has a storage of its own. */
  readonly apart?: true
}[] = [
  {
    fault: 'bodies that pass through text',
    case: 'keeps every byte',
    says: 'wanted',
    make: (good) => ({ set: (entry, epoch) => good.set(asText(entry), epoch) }),
  },
  {
    fault: 'a whole buffer for a part of it',
    case: 'keeps the part of a buffer',
    says: 'wanted [1,2]',
    make: (good) => ({
      set: (entry, epoch) => good.set({ ...entry, body: entry.body && new Uint8Array(entry.body.buffer) }, epoch),
    }),
  },
  {
    fault: 'an empty body that is none',
    case: 'tells an empty body',
    says: 'wanted 0',
    make: (good) => ({
      set: (entry, epoch) => good.set({ ...entry, body: entry.body?.length ? entry.body : null }, epoch),
    }),
  },
  {
    fault: 'headers that are an object',
    case: 'gives back every member',
    says: 'wanted',
    make: (good) => ({
      set: (entry, epoch) => good.set({ ...entry, headers: Object.entries(Object.fromEntries(entry.headers)) }, epoch),
    }),
  },
  {
    fault: 'one variant a key',
    case: 'keeps the variants',
    says: 'wanted',
    make: (good) => ({ set: (entry, epoch) => good.set({ ...entry, variant: '' }, epoch) }),
  },
  {
    fault: 'keys that are normalized',
    case: 'does not take one key or variant',
    says: 'wanted',
    make: (good) => ({
      get: (key) => good.get(key.normalize().trim()),
      set: (entry, epoch) => good.set({ ...entry, key: entry.key.normalize().trim() }, epoch),
    }),
  },
  {
    fault: 'a removal of the default variant that removes all',
    case: 'removes one variant',
    says: 'wanted',
    make: (good) => ({ delete: (key, variant) => good.delete(key, variant || undefined) }),
  },
  {
    fault: 'references',
    case: 'does not keep what its user changes',
    says: 'wanted',
    make: () => ({}),
  },
  {
    fault: 'references, given to many',
    case: 'does not give others',
    says: 'wanted',
    make: (good) => ({ set: (entry, epoch) => good.set(structuredClone(entry), epoch) }),
  },
  {
    fault: 'an epoch that the clock of the wall moves',
    case: 'moves its epoch on',
    says: 'grow',
    make: (good) => ({ get: (key) => ({ ...good.get(key), epoch: Math.floor(Date.now() / 10_000) }) }),
  },
  {
    fault: 'a soft invalidation that is hard',
    case: 'gives what is stale',
    says: 'wanted ["stale old"]',
    make: (good) => ({ invalidate: (names) => good.invalidate(names, 'gone') }),
  },
  {
    fault: 'a hard invalidation that is soft',
    case: 'does not give what is gone',
    says: 'wanted ["nameless"]',
    make: (good) => ({ invalidate: (names) => good.invalidate(names, 'stale') }),
  },
  {
    fault: 'an invalidation of the first name alone',
    case: 'finds all that has one',
    says: 'wanted',
    make: (good) => ({ invalidate: (names, mode) => good.invalidate(names.slice(0, 1), mode) }),
  },
  {
    fault: 'entries that are found by their last name alone',
    case: 'finds all that has one',
    says: 'wanted',
    make: (good) => ({ set: (entry, epoch) => good.set({ ...entry, names: entry.names.slice(-1) }, epoch) }),
  },
  {
    fault: 'names that are prefixes',
    case: 'leaves what has other names',
    says: 'wanted',
    make: (good) => {
      const known = new Set<string>()
      return {
        set: (entry, epoch) => (entry.names.forEach((name) => known.add(name)), good.set(entry, epoch)),
        invalidate: (names, mode) =>
          good.invalidate(
            [...known].filter((each) => names.some((name) => each.startsWith(name))),
            mode,
          ),
      }
    },
  },
  {
    fault: 'a name of all that is a name like others',
    case: 'makes everything stale',
    says: 'wanted',
    make: (good) => ({
      invalidate: (names, mode) =>
        good.invalidate(
          names.filter((name) => name !== '*'),
          mode,
        ),
    }),
  },
  {
    fault: 'writes that are dated when they end',
    case: 'refuses what was asked for before any of its names was gone',
    says: 'is refused',
    make: (good) => ({ set: (entry) => good.set(entry, good.get('').epoch) }),
  },
  {
    fault: 'writes that only mind what is gone',
    case: 'never has an answer as good that came while its name became stale',
    says: 'nothing is good',
    make: (good) => {
      const hard = memoryStore()
      return {
        get: (key) => ({ epoch: good.get(key).epoch, found: hard.get(key).found }),
        set: (entry) => hard.set(entry, hard.get('').epoch),
      }
    },
  },
  {
    fault: 'an invalidation that refuses all writes',
    case: 'takes what was asked for before others',
    says: 'wanted true',
    make: (good) => ({ invalidate: (_names, mode) => good.invalidate(['*'], mode) }),
  },
  {
    fault: 'a refusal that removes',
    case: 'leaves what is there',
    says: 'wanted ["stale old"]',
    make: (good) => ({ set: (entry, epoch) => good.set(entry, epoch) || (good.delete(entry.key), false) }),
  },
  {
    fault: 'a table that forgets to the unsafe side',
    case: 'stays on the safe side',
    says: 'what was asked for before is not stored',
    make: (good) => ({
      set: (entry, epoch) => good.set(entry, epoch) || good.set(entry, good.get('').epoch),
    }),
  },
  {
    fault: 'an error of its own for a signal',
    case: 'begins nothing',
    says: 'reason itself',
    make: (good) => ({ get: (key, signal) => (signal ? Promise.reject(new Error('aborted')) : good.get(key)) }),
  },
  {
    fault: 'an invalidation that a signal stops half way',
    case: 'completes an invalidation',
    says: 'wanted []',
    make: (good) => ({
      invalidate: async (names, mode, signal) => {
        await Promise.resolve()
        signal?.throwIfAborted()
        good.invalidate(names, mode)
      },
    }),
  },
  {
    fault: 'an epoch that is lost at the end',
    case: 'leaves the entries and the epochs',
    says: 'wanted',
    apart: true,
    make: () => ({}),
  },
  {
    fault: 'invalidations that stay at home',
    case: 'lets an invalidation by one',
    says: 'wanted',
    apart: true,
    make: () => ({}),
  },
]

describe('the cases of stores find', () => {
  test.each(faults)('$fault', async ({ make, apart, case: start, says }) => {
    const found = cacheStoreCases.filter(({ name }) => name.startsWith(start))
    expect(found).toHaveLength(1)
    const open = (): CacheStore => {
      const good = memoryStore()
      return { ...good, ...make(good) }
    }
    const faulty = open()
    await expect(found[0]?.run({ open: () => (apart ? open() : faulty), copies: true })).rejects.toThrow(says)
  })
})

function asText(entry: Entry): Entry {
  return { ...entry, body: new TextEncoder().encode(new TextDecoder().decode(entry.body ?? undefined)) }
}
