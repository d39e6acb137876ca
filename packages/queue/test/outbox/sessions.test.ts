import { memoryOutbox } from '@fairlead/queue'
import { expect, test } from 'vitest'
import { createFakeSession } from '../support/session.ts'
import { book, rig } from './rig.ts'

const kept = { waitMs: 0 }
const berth = { params: { berth: 'b-1' }, body: { vessel: 'aurora' } }

/** Stores a write of Ada's that cannot go out. */
async function withWriteOfAda(options = {}) {
  let isUp = false
  const made = rig(() => (isUp ? { status: 201 } : 'lost'), { options })
  made.session.signIn('ada')
  await made.clock.advance(1)
  const sending = made.box.send(book, berth, kept)
  await made.clock.advance(1)
  const sent = await sending
  const before = made.seen.length
  const up = (): void => {
    isUp = true
  }
  return { ...made, sent, up, before }
}

test('a write goes out for the user who made it, and for nobody else', async () => {
  const { box, clock, seen, session, up, before } = await withWriteOfAda()
  up()
  session.signIn('bob')
  await clock.advance(600_000)
  expect(seen).toHaveLength(before)
  expect(await box.entries()).toEqual([])
  session.signOut()
  await clock.advance(600_000)
  expect(seen).toHaveLength(before)
  session.signIn('ada')
  await clock.advance(10)
  expect(seen).toHaveLength(before + 1)
  expect(await box.entries()).toEqual([])
})

test('the receipt ends with the session; the write does not', async () => {
  const { sent, session, clock, store } = await withWriteOfAda()
  if (sent.state !== 'kept') throw new Error('it was sent')
  session.signOut()
  await clock.advance(1)
  await expect(sent.receipt.data).rejects.toMatchObject({ kind: 'rejected', reason: 'session-ended' })
  expect(await store.list()).toHaveLength(1)
})

test('a sign-out keeps the writes, or discards them, and tells which', async () => {
  for (const onSessionEnd of ['keep', 'discard', () => 'discard'] as const) {
    const { session, clock, store, events } = await withWriteOfAda({ onSessionEnd })
    session.signOut()
    await clock.advance(1)
    const isKept = onSessionEnd === 'keep'
    expect(await store.list()).toHaveLength(isKept ? 1 : 0)
    expect(events.at(-1)).toEqual({ what: isKept ? 'kept' : 'discarded', count: 1 })
  }
})

test('a 401 keeps the write until somebody has signed in again', async () => {
  let isSignedIn = true
  const { box, clock, seen, session } = rig(() => ({ status: isSignedIn ? 201 : 401 }))
  session.signIn('ada')
  await clock.advance(1)
  isSignedIn = false
  await Promise.all([box.send(book, berth, kept), clock.advance(1)])
  const before = seen.length
  expect(before).toBe(1)
  isSignedIn = true
  session.signOut()
  session.signIn('ada')
  await clock.advance(1)
  expect(seen).toHaveLength(before + 1)
  expect(await box.entries()).toEqual([])
})

test('nobody takes back or changes the writes of others', async () => {
  const { box, clock, session, store } = await withWriteOfAda()
  const [entry] = await store.list()
  session.signIn('bob')
  await clock.advance(1)
  expect(await box.cancel(entry?.id ?? '')).toBe(false)
  expect(await box.replace(entry?.id ?? '', {})).toBe(false)
  expect(await box.discard()).toBe(0)
  expect(await store.list()).toHaveLength(1)
})

test('a write of a server user goes out in the session of the same user', async () => {
  const { client, clock, seen, session } = rig((_, call) => (call === 1 ? 'lost' : { status: 201 }))
  const own = { ...session, state: 'authenticated' as const, identity: 'eve', signal: new AbortController().signal }
  const eve = client.withSession(own)
  await Promise.all([eve.queue.outbox.send(book, berth, kept), clock.advance(1)])
  expect(await client.queue.outbox.entries()).toEqual([])
  expect(await eve.queue.outbox.entries()).toHaveLength(1)
  await clock.advance(5_000)
  expect(seen).toHaveLength(2)
})

test('a write of one user hurries nobody else on a server with many', async () => {
  const { client, clock, seen, session } = rig(() => 'lost', { options: { baseMs: 60_000 } })
  const withUser = (identity: string) =>
    client.withSession({ ...session, state: 'authenticated', identity, signal: new AbortController().signal })
  for (const user of ['ann', 'bo', 'cy', 'di'])
    await Promise.all([withUser(user).queue.outbox.send(book, berth, { ...kept, lane: user }), clock.advance(1)])
  expect(seen).toHaveLength(4)
})

test('a 401 to a write of nobody is for the program to decide', async () => {
  const { box, clock, seen } = rig(() => ({ status: 401 }))
  await Promise.all([box.send(book, berth, { waitMs: 10 }).catch(() => {}), clock.advance(600_000)])
  expect(seen).toHaveLength(1)
  expect(await box.entries()).toMatchObject([{ state: 'dead', failure: { status: 401 } }])
})

test('a write whose user leaves while it is leased is not sent as the next user', async () => {
  const session = createFakeSession()
  const inner = memoryOutbox()
  let next = ''
  const store = {
    ...inner,
    async update(...change: Parameters<typeof inner.update>) {
      const changed = await inner.update(...change)
      // Between the lease and the sending.
      if (next && changed?.state === 'sending') session.signIn(next)
      return changed
    },
  }
  const { box, clock, seen } = rig(undefined, { store, session })
  session.signIn('ada')
  await clock.advance(1)
  box.pause()
  await Promise.all([box.send(book, berth, kept), clock.advance(1)])
  next = 'bob'
  box.resume()
  await clock.advance(600_000)
  expect(seen).toEqual([])
  expect(await store.list()).toMatchObject([{ identity: 'ada', state: 'pending' }])
  next = ''
  session.signIn('ada')
  await clock.advance(10)
  expect(seen).toHaveLength(1)
})

test('a 401 is not tried again before somebody has signed in, however long that takes', async () => {
  const { box, clock, seen, session } = rig(() => ({ status: 401 }))
  session.signIn('ada')
  await clock.advance(1)
  await Promise.all([box.send(book, berth, kept), clock.advance(1)])
  await clock.advance(86_400_000)
  expect(seen).toHaveLength(1)
  session.signIn('ada')
  await clock.advance(1)
  expect(seen).toHaveLength(2)
})
