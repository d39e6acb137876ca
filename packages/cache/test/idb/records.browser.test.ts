import { describe, expect, test, vi } from 'vitest'
import { books, placeNamed, present, put } from './here.ts'
import { entry } from '../support/entry.ts'

const here = placeNamed('fairlead-cache-records')
const PLACE = ['a', '']

async function rewrite(change: (record: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  await here.peek(async (connection) => connection.put('entries', change(await connection.get('entries', PLACE))))
}

async function expectRemoved(): Promise<void> {
  await vi.waitFor(async () => {
    const keys = await here.peek(async (connection) => [
      await connection.getAllKeys('entries'),
      await connection.getAllKeys('bodies'),
    ])
    expect(keys).toEqual([[['a', 'de']], [['a', 'de']]])
  })
}

describe('a record that the store in IndexedDB does not understand', () => {
  const faults: Readonly<Record<string, Record<string, unknown>>> = {
    'has another version': { version: 2 },
    'has no names': { names: undefined },
    'has a name that is no text': { names: ['tag:vessels', 7] },
    'has a header without a value': { headers: [['etag']] },
    'has headers in another form': { headers: { etag: '"1"' } },
    'has a status that is no number': { status: '200' },
    'was received at no time': { receivedAt: Number.NaN },
    'has no epoch': { epoch: undefined },
    'has a lifetime that is no number': { ttlMs: '60' },
    'varies in another form': { vary: ['accept'] },
    'has a body of another length': { bodyBytes: 7 },
    'has a use that is no number': { usedAt: 'today' },
  }

  test.each(Object.entries(faults))('%s: it is not there, and removed', async (_, fault) => {
    const store = here.open()
    await put(store, 'a')
    await put(store, 'a', { variant: 'de' })
    await rewrite((record) => ({ ...record, ...fault }))
    const { found } = await store.get('a')
    expect(found.map(({ entry: { variant } }) => variant)).toEqual(['de'])
    await expectRemoved()
    const { books: written, counted } = await books(here)
    expect(written).toEqual(counted)
  })

  test.each([
    ['is missing', undefined],
    ['is text', 'not bytes'],
    ['was cut', Uint8Array.of(1)],
  ])('has a body that %s', async (_, body) => {
    const store = here.open()
    await put(store, 'a', { body: Uint8Array.of(1, 2) })
    await put(store, 'a', { variant: 'de' })
    await here.peek(async (connection) => {
      if (body === undefined) await connection.delete('bodies', PLACE)
      else await connection.put('bodies', body, PLACE)
    })
    expect((await store.get('a')).found).toHaveLength(1)
    await expectRemoved()
  })

  test('is replaced by the next answer, and does not count twice', async () => {
    const store = here.open()
    await put(store, 'a')
    await rewrite((record) => ({ ...record, version: 0, cost: 'much' }))
    expect(await store.set(entry('a'), (await here.peek((connection) => connection.get('books', 'books'))).epoch)).toBe(
      true,
    )
    expect(await present(store, 'a')).toBe('a')
    expect(await here.peek((connection) => connection.count('entries'))).toBe(1)
  })

  test('has a cost of its own making, and room is made all the same', async () => {
    const store = here.open({ maxEntries: 2 })
    await put(store, 'a')
    await rewrite((record) => ({ ...record, cost: 1e300, usedAt: undefined }))
    await here.peek(async (connection) =>
      connection.put('books', { ...(await connection.get('books', 'books')), entries: 900, bytes: 1e9 }, 'books'),
    )
    for (const key of 'bcd') expect(await put(store, key)).toBe(true)
    expect(await present(store, 'abcd')).toBe('cd')
    const { books: written, counted } = await books(here)
    expect(written).toEqual(counted)
  })
})

describe('a clock that the store in IndexedDB cannot read', () => {
  const faults: Readonly<Record<string, (epoch: number) => unknown>> = {
    'is of another version': (epoch) => ({ version: 2, epoch }),
    'is no number': () => ({ version: 1, epoch: 'noon', floor: 0, names: 0, entries: 0, bytes: 0 }),
    'is missing': () => undefined,
  }

  test.each(Object.entries(faults))('%s: all is gone, and the store works on', async (_, fault) => {
    const store = here.open()
    await put(store, 'a')
    const { epoch } = await store.get('a')
    await here.peek(async (connection) => {
      const value = fault(epoch)
      if (value) await connection.put('books', value, 'books')
      else await connection.delete('books', 'books')
    })
    const lookup = await store.get('a')
    expect(lookup.found).toEqual([])
    await vi.waitFor(async () => expect((await store.get('a')).epoch).toBeGreaterThan(epoch))
    expect(await store.set(entry('a'), lookup.epoch)).toBe(false)
    expect(await store.set(entry('a'), epoch)).toBe(false)
    expect(await put(store, 'a')).toBe(true)
    expect(await present(store, 'a')).toBe('a')
  })

  test('is made anew by a write and by an invalidation as well', async () => {
    const store = here.open()
    await put(store, 'a')
    const { epoch } = await store.get('a')
    await here.peek((connection) => connection.clear('books'))
    expect(await store.set(entry('a'), epoch)).toBe(false)
    expect(await put(store, 'a')).toBe(true)
    await here.peek((connection) => connection.clear('books'))
    await store.invalidate(['unknown'], 'stale')
    expect(await present(store, 'a')).toBe('')
    expect(await put(store, 'a')).toBe(true)
  })

  test('of a name: nothing under it is taken for good', async () => {
    const store = here.open()
    await put(store, 'a')
    await here.peek((connection) => connection.put('names', { stale: 'yesterday', at: 1 }, 'name of a'))
    expect(await present(store, 'a')).toBe('')
    await vi.waitFor(async () => expect(await put(store, 'a')).toBe(true))
    await here.peek((connection) => connection.put('names', 'yesterday', 'name of a'))
    await store.invalidate(['name of a'], 'stale')
    expect(await present(store, 'a')).toBe('')
    expect(await put(store, 'a')).toBe(true)
  })
})
