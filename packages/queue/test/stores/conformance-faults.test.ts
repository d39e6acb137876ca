import { type OutboxStore, memoryOutbox } from '@fairlead/queue'
import { outboxStoreCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

/** Stores with one fault each, and what the case says that finds it. */
const faults: readonly {
  readonly fault: string
  /** How its name begins. */
  readonly case: string
  readonly says: string
  /** The fault, put on a store in memory. */
  make(good: OutboxStore): Partial<OutboxStore>
  /** Whether each user has a storage of its own. */
  readonly apart?: true
}[] = [
  {
    fault: 'a line that is not in order',
    case: 'keeps the order in which entries come',
    says: 'wanted',
    make: (good) => ({ list: async () => (await good.list()).toReversed() }),
  },
  {
    fault: 'adds that overtake each other',
    case: 'keeps the order of entries that one user adds',
    says: 'rise',
    make: (good) => {
      let turn = 0
      return {
        async add(entry, bounds) {
          if (turn++ % 2 === 0) await Promise.resolve()
          return good.add(entry, bounds)
        },
      }
    },
  },
  {
    fault: 'places that are the caller’s',
    case: 'gives the places itself',
    says: 'rise',
    make: (good) => ({
      add: async (entry, bounds) => ({ ...(await good.add(entry, bounds)), seq: entry.seq }) as never,
    }),
  },
  {
    fault: 'an entry that a second add replaces',
    case: 'keeps an entry once',
    says: 'wanted',
    make: (good) => ({
      async add(entry, bounds) {
        await good.update(entry.id, () => null)
        return good.add(entry, bounds)
      },
    }),
  },
  {
    fault: 'a member that is not kept',
    case: 'gives back every member',
    says: 'wanted',
    make: (good) => ({ list: async () => (await good.list()).map((entry) => ({ ...entry, failure: undefined })) }),
  },
  {
    fault: 'null for undefined',
    case: 'has what is undefined',
    says: 'wanted',
    make: (good) => ({ list: async () => (await good.list()).map((entry) => ({ ...entry, lease: null }) as never) }),
  },
  {
    fault: 'a whole buffer for a part of it',
    case: 'keeps every byte',
    says: 'wanted',
    make: (good) => ({
      add: (entry, bounds) => good.add({ ...entry, body: entry.body && new Uint8Array(entry.body.buffer) }, bounds),
    }),
  },
  {
    fault: 'an empty body that is none',
    case: 'keeps every byte',
    says: 'wanted "0 bytes: "',
    make: (good) => ({
      add: (entry, bounds) => good.add({ ...entry, body: entry.body?.length ? entry.body : undefined }, bounds),
    }),
  },
  {
    fault: 'texts that end at a zero',
    case: 'keeps texts',
    says: 'wanted',
    make: (good) => ({
      add: (entry, bounds) => good.add({ ...entry, lane: entry.lane.split('\0', 1)[0] ?? '' }, bounds),
    }),
  },
  {
    fault: 'a change that goes to the end of the line',
    case: 'changes an entry in its place',
    says: 'wanted',
    make: (good) => ({
      async update(id, change) {
        const entry = await good.update(id, change)
        if (!entry) return undefined
        await good.update(id, () => null)
        return good.add(entry, { maxEntries: Infinity, maxBytes: Infinity })
      },
    }),
  },
  {
    fault: 'a read and a write that others come between',
    case: 'loses no change',
    says: 'wanted 40',
    make: torn,
  },
  {
    fault: 'a read and a write that others come between, for takers',
    case: 'lets one of many',
    says: 'wanted 1',
    make: torn,
  },
  {
    fault: 'a change of what is not there',
    case: 'deletes an entry',
    says: 'nothing to change',
    make: (good) => ({
      update: async (id, change) => (await good.update(id, change)) ?? change({ id: 'made up' } as never) ?? undefined,
    }),
  },
  {
    fault: 'an error of its own for a change that throws',
    case: 'leaves all as it was',
    says: 'the error itself',
    make: (good) => ({
      update: (id, change) =>
        good.update(id, change).catch((cause: unknown) => Promise.reject(new Error('x', { cause }))),
    }),
  },
  {
    fault: 'bounds that are looked at too early',
    case: 'stores no more entries',
    says: 'wanted 5',
    make: (good) => ({
      async add(entry, { maxEntries }) {
        if ((await good.list()).length >= maxEntries) return undefined
        return good.add(entry, { maxEntries: Infinity, maxBytes: Infinity })
      },
    }),
  },
  {
    fault: 'no bound of bytes',
    case: 'stores no more bytes',
    says: 'wanted 4',
    make: (good) => ({ add: (entry, bounds) => good.add(entry, { ...bounds, maxBytes: Infinity }) }),
  },
  {
    fault: 'bytes that are counted once',
    case: 'counts the bytes',
    says: '100 fit',
    make(good) {
      let all = 0
      return {
        async add(entry, { maxBytes }) {
          all += entry.body?.byteLength ?? 0
          return all > maxBytes ? undefined : good.add(entry, { maxEntries: Infinity, maxBytes: Infinity })
        },
      }
    },
  },
  {
    fault: 'a refusal that stores',
    case: 'leaves no trace',
    says: 'wanted 0',
    make: (good) => ({
      async add(entry, { maxBytes }) {
        const added = await good.add(entry, { maxEntries: Infinity, maxBytes: Infinity })
        return (entry.body?.byteLength ?? 0) > maxBytes ? undefined : added
      },
    }),
  },
  { fault: 'storages that are apart', case: 'shows one user', says: 'wanted', apart: true, make: () => ({}) },
  {
    fault: 'a close that closes nothing',
    case: 'leaves the entries when it is closed',
    says: 'a closed store rejects',
    make: () => ({ close() {} }),
  },
]

describe('the cases of stores of an outbox find', () => {
  test.each(faults)('$fault', async ({ make, apart, case: start, says }) => {
    const found = outboxStoreCases.filter(({ name }) => name.startsWith(start))
    expect(found).toHaveLength(1)
    const open = (): OutboxStore => {
      const good = memoryOutbox()
      return { ...good, ...make(good) }
    }
    const faulty = open()
    await expect(found[0]?.run({ open: () => (apart ? open() : faulty) })).rejects.toThrow(says)
  })
})

function torn(good: OutboxStore): Partial<OutboxStore> {
  return {
    async update(id, change) {
      const entry = (await good.list()).find((each) => each.id === id)
      const changed = entry && change(entry)
      return good.update(id, () => changed ?? null)
    },
  }
}
