import { createClient, post } from '@fairlead/core'
import { memoryOutbox, outbox, queue } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { createFakeSession } from '../support/session.ts'
import { book, rename, rig } from './rig.ts'

const never = new Promise<never>(() => {})
const berth = (name: string, vessel = 'aurora') => ({ params: { berth: name }, body: { vessel } })
const kept = { waitMs: 0 }

test('what was stored goes out from the next program, with its key, also if the last one died while sending', async () => {
  const store = memoryOutbox()
  const first = rig(() => never, { store })
  const sending = first.box.send(book, berth('b-1'), kept)
  await first.clock.advance(10)
  expect((await sending).state).toBe('kept')
  expect(first.seen).toHaveLength(1)
  // It is not disposed of: it is gone. Its lease holds for a minute.
  const second = rig(undefined, { store, clock: createVirtualClock({ startMs: first.clock.now() + 61_000 }) })
  await second.clock.advance(10)
  expect(second.seen).toEqual([first.seen[0]])
  expect(await store.list()).toEqual([])
})

test('a full outbox refuses what comes and keeps what it has', async () => {
  const { box, clock } = rig(() => 'lost', { options: { maxEntries: 2 } })
  await Promise.all([box.send(book, berth('b-1'), kept), box.send(book, berth('b-2'), kept), clock.advance(1)])
  await expect(box.send(book, berth('b-3'))).rejects.toMatchObject({ kind: 'rejected', reason: 'outbox-full' })
  expect(await box.entries()).toHaveLength(2)
})

test('a body that cannot be stored is refused by name, and nothing is kept', async () => {
  const { box } = rig()
  const stream = new Blob(['x']).stream()
  await expect(box.send(book, { params: { berth: 'b-1' }, body: stream })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('`body`'),
  })
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  await expect(box.send(book, { params: { berth: 'b-1' }, body: loop })).rejects.toMatchObject({ kind: 'validation' })
  expect(await box.entries()).toEqual([])
  await expect(box.send(book, berth('b-1'), { wait: 1 } as never)).rejects.toMatchObject({ kind: 'config' })
})

test('forms go out as they were', async () => {
  const bodies: string[] = []
  const clock = createVirtualClock()
  const upload = post('/documents', { bodyType: 'multipart' })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    plugins: [queue({ outbox: outbox() })],
    transport: {
      name: 'reader',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      async send({ body, headers, url }) {
        const form = await new Response(body ?? null, {
          headers: { 'content-type': headers['content-type'] ?? '' },
        }).formData()
        bodies.push(`${String(form.get('name'))} ${await (form.get('file') as File).text()}`)
        return { status: 204, headers: new Headers(), url, body: null }
      },
    },
  })
  const sending = client.queue.outbox.send(upload, { body: { name: 'manifest', file: new Blob(['grain']) } })
  expect((await sending).state).toBe('sent')
  expect(bodies).toEqual(['manifest grain'])
})

test('credentials are not stored', async () => {
  const { box, store, clock } = rig(() => 'lost')
  const login = post('/x', {})
  const input = { headers: { authorization: 'Bearer secret-1', cookie: 'sid=secret-2', 'x-note': 'n' }, body: { a: 1 } }
  await Promise.all([box.send(login, input as never, kept), clock.advance(1)])
  const text = JSON.stringify(await store.list())
  expect(text).not.toContain('secret')
  expect(text).toContain('x-note')
})

test('a write that waits is replaced by the next of its name, or merged with it', async () => {
  const { box, clock, seen, session } = rig(() => ({ status: 200 }))
  session.signIn('ada')
  session.signOut()
  box.pause()
  const name = (value: object) => ({ params: { id: 'ceres' }, body: value })
  const merge = { ...kept, merge: 'ceres' }
  const combine = (a: unknown, b: unknown) => ({ ...(a as object), ...(b as object) })
  const sends = [
    box.send(rename, name({ name: 'Ceres' }), merge),
    box.send(rename, name({ flag: 'NO' }), { ...merge, combine }),
    box.send(rename, name({ only: 1 }), { ...kept, merge: 'other' }),
    box.send(rename, name({ only: 2 }), { ...kept, merge: 'other' }),
  ]
  for (const send of sends) {
    await clock.advance(1)
    await send
  }
  expect(await box.entries()).toHaveLength(2)
  box.resume()
  await clock.advance(10)
  expect(seen.map(({ body }) => body)).toEqual([{ name: 'Ceres', flag: 'NO' }, { only: 2 }])
})

test('a write that the server may have seen is never merged with', async () => {
  const { box, clock, seen } = rig((_, call) => (call === 1 ? 'lost' : { status: 200 }))
  const name = (value: object) => ({ params: { id: 'ceres' }, body: value })
  const merge = { ...kept, merge: 'ceres' }
  await Promise.all([box.send(rename, name({ v: 1 }), merge), clock.advance(1)])
  await Promise.all([box.send(rename, name({ v: 2 }), merge), clock.advance(1)])
  await clock.advance(10_000)
  expect(seen.map(({ body }) => body)).toEqual([{ v: 1 }, { v: 1 }, { v: 2 }])
})

test('a write can be taken back until it is sent', async () => {
  const { box, clock, seen } = rig((_, call) => (call === 1 ? 'lost' : never))
  const sending = box.send(book, berth('b-1'), kept)
  await clock.advance(1)
  const sent = await sending
  if (sent.state !== 'kept') throw new Error('it was sent')
  expect(await sent.receipt.cancel()).toBe(true)
  expect(sent.receipt.state).toBe('cancelled')
  await expect(sent.receipt.data).rejects.toMatchObject({ kind: 'rejected', reason: 'outbox-cancelled' })
  await clock.advance(60_000)
  expect(seen).toHaveLength(1)
  const other = box.send(book, berth('b-2'), kept)
  await clock.advance(1)
  const [entry] = await box.entries()
  expect(await box.cancel(entry?.id ?? '')).toBe(false)
  await other
})

test('who stops waiting leaves the write in line', async () => {
  const { box, clock, seen } = rig((_, call) => (call === 1 ? 'lost' : { status: 201 }))
  const leaving = new AbortController()
  const sending = box.send(book, berth('b-1'), { waitMs: 60_000, signal: leaving.signal })
  await clock.advance(10)
  leaving.abort()
  expect((await sending).state).toBe('kept')
  await clock.advance(5_000)
  expect(seen).toHaveLength(2)
  await expect(box.send(book, berth('b-2'), { signal: leaving.signal })).rejects.toMatchObject({ kind: 'abort' })
})

test('without a network nothing is tried, and all of it as soon as there is one', async () => {
  const { box, clock, seen } = rig()
  clock.emit('offline')
  await Promise.all([
    box.send(book, berth('b-1'), kept),
    box.send(rename, { params: { id: 'x' }, body: {} }, kept),
    clock.advance(1),
  ])
  await clock.advance(600_000)
  expect(seen).toEqual([])
  clock.emit('online')
  await clock.advance(1)
  expect(seen).toHaveLength(2)
})

test('flush tries at once what waits for its next try', async () => {
  const { box, clock, seen } = rig((_, call) => (call < 4 ? 'lost' : { status: 201 }))
  await Promise.all([box.send(book, berth('b-1'), kept), clock.advance(1)])
  await clock.advance(3_000)
  const before = seen.length
  await Promise.all([box.flush(), clock.advance(1)])
  expect(seen).toHaveLength(before + 1)
})

test('a client that is done leaves nothing behind, and its writes to the next', async () => {
  const store = memoryOutbox()
  const session = createFakeSession()
  const { box, clock, client } = rig(() => never, { store, session })
  await Promise.all([box.send(book, berth('b-1'), kept), box.send(book, berth('b-2'), kept), clock.advance(1)])
  await client.dispose()
  await clock.advance(0)
  expect(clock.pending).toBe(0)
  expect(await store.list()).toHaveLength(2)
})
