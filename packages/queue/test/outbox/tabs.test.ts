import { type Broadcast, type Locks, abortable } from '@fairlead/core'
import { memoryOutbox } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { type Script, book, rig } from './rig.ts'

/** What tabs of one browser share: channels and locks. */
function createBrowser(): { broadcast: Broadcast; locks: Locks } {
  const ends = new Set<{ name: string; hear(message: unknown): void }>()
  const tails = new Map<string, Promise<unknown>>()
  return {
    broadcast(name, hear) {
      const own = { name, hear }
      ends.add(own)
      return {
        post(message) {
          const copy: unknown = structuredClone(message)
          for (const end of ends) if (end !== own && end.name === name) queueMicrotask(() => end.hear(copy))
        },
        close: () => ends.delete(own),
      }
    },
    locks: {
      request(name, { signal }, run) {
        const previous = tails.get(name) ?? Promise.resolve()
        const turn = abortable(previous, signal).then(run)
        tails.set(name, Promise.allSettled([previous, turn]))
        return turn
      },
    },
  }
}

/** Two tabs of one user over one store. */
function twoTabs(script: Script) {
  const clock = createVirtualClock()
  const browser = createBrowser()
  const store = { ...memoryOutbox(), isShared: false }
  const open = () => rig(script, { clock, store, runtime: browser })
  return { clock, store, one: open(), two: open() }
}

const berth = { params: { berth: 'b-1' }, body: { vessel: 'aurora' } }

test('one tab at a time sends, whichever it is, and each write goes out once', async () => {
  const { one, two, clock, store } = twoTabs(() => ({ status: 201, body: { ok: 1 } }))
  const all = Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).box.send(book, berth, { lane: `${i % 3}` }))
  await clock.advance(10)
  expect(await Promise.all(all)).toEqual(Array.from({ length: 10 }, () => ({ state: 'sent', data: { ok: 1 } })))
  const keys = [...one.seen, ...two.seen].map(({ key }) => key)
  expect(keys).toHaveLength(10)
  expect(new Set(keys).size).toBe(10)
  expect(await store.list()).toEqual([])
})

test('the tab that waits gets the answer that another tab was given', async () => {
  const { one, two, clock } = twoTabs(() => ({ status: 201, body: { id: 5 } }))
  one.box.pause()
  const sending = one.box.send(book, berth, { waitMs: 60_000 })
  await clock.advance(10)
  expect(one.seen).toEqual([])
  expect(two.seen).toHaveLength(1)
  expect(await sending).toEqual({ state: 'sent', data: { id: 5 } })
})

test('a tab hears that the entries of another have changed', async () => {
  const { one, two, clock } = twoTabs(() => 'lost')
  let changes = 0
  const ignore = two.box.watch(() => changes++)
  await Promise.all([one.box.send(book, berth, { waitMs: 0 }), clock.advance(1)])
  expect(changes).toBeGreaterThan(0)
  expect(await two.box.entries()).toHaveLength(1)
  ignore()
})

test('when the tab that sends is killed, the next one sends with the same key', async () => {
  const never = new Promise<never>(() => {})
  let isKilled = false
  const { one, two, clock } = twoTabs(() => (isKilled ? { status: 201 } : never))
  two.box.pause()
  await Promise.all([one.box.send(book, berth, { waitMs: 0 }), clock.advance(1)])
  expect(one.seen).toHaveLength(1)
  // A tab that dies gives its lock back and stores nothing more.
  isKilled = true
  await one.client.dispose()
  two.box.resume()
  await Promise.all([two.box.flush(), clock.advance(5_000)])
  expect(two.seen[0]?.key).toBe(one.seen[0]?.key)
  expect(await two.box.entries()).toEqual([])
})

test('a write that is gone without an answer is given up, and not before one may have come', async () => {
  const { one, two, clock, store } = twoTabs(() => 'lost')
  for (const { box } of [one, two]) box.pause()
  const sending = one.box.send(book, berth, { waitMs: 0 })
  await clock.advance(1)
  const sent = await sending
  const receipt = sent.state === 'kept' ? sent.receipt : undefined
  // Another tab has sent it, and died before it could tell.
  const [entry] = await store.list()
  await store.update(entry?.id ?? '', () => null)
  await Promise.all([two.box.send(book, berth, { waitMs: 0 }), clock.advance(1)])
  expect(receipt?.state).toBe('pending')
  await clock.advance(5_000)
  expect(receipt?.state).toBe('sent')
  await expect(receipt?.data).rejects.toMatchObject({ kind: 'rejected', reason: 'answered-elsewhere' })
})

test('a write that is taken back in another tab is told as that', async () => {
  const { one, two, clock } = twoTabs(() => 'lost')
  const sending = one.box.send(book, berth, { waitMs: 0 })
  await clock.advance(1)
  const sent = await sending
  const receipt = sent.state === 'kept' ? sent.receipt : undefined
  expect(await two.box.cancel(receipt?.id ?? '')).toBe(true)
  await clock.advance(0)
  expect(receipt?.state).toBe('cancelled')
  await expect(receipt?.data).rejects.toMatchObject({ reason: 'outbox-cancelled' })
})

test('a client that is disposed of while it sends gives the write back, and the next need not wait', async () => {
  const never = new Promise<never>(() => {})
  let isGone = false
  const clock = createVirtualClock()
  const store = memoryOutbox()
  const browser = createBrowser()
  const script: Script = () => (isGone ? { status: 201 } : never)
  const one = rig(script, { clock, store, runtime: browser })
  await Promise.all([one.box.send(book, berth, { waitMs: 0 }), clock.advance(1)])
  isGone = true
  await Promise.all([one.client.dispose(), clock.advance(1)])
  expect(await store.list()).toMatchObject([{ state: 'pending', lease: undefined }])
  const two = rig(script, { clock, store, runtime: browser })
  await clock.advance(10)
  expect(two.seen[0]?.key).toBe(one.seen[0]?.key)
})
