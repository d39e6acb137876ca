import { expect, test } from 'vitest'
import { book, rename, rig } from './rig.ts'

const berth = (name: string, vessel = 'aurora') => ({ params: { berth: name }, body: { vessel } })

test('a write that the server takes while we wait is answered with its data', async () => {
  const { box, seen, client } = rig(() => ({ status: 201, body: { id: 7 } }))
  expect(await box.send(book, berth('b-4'))).toEqual({ state: 'sent', data: { id: 7 } })
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ method: 'POST', path: '/api/berths/b-4/bookings', body: { vessel: 'aurora' } })
  expect(seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/)
  expect(await box.entries()).toEqual([])
  await client.dispose()
})

test('a write is stored before it is first sent, with its key', async () => {
  const { box, store, clock } = rig(async () => {
    stored.push(await store.list())
    return { status: 201 }
  })
  const stored: Awaited<ReturnType<typeof store.list>>[] = []
  const sent = box.send(book, berth('b-4'))
  await clock.advance(10)
  await sent
  expect(stored[0]).toMatchObject([{ state: 'sending', attempts: 1, template: '/berths/{berth}/bookings' }])
})

test('a write that cannot be sent in time is answered with a receipt, which tells and answers later', async () => {
  const { box, seen, clock, client } = rig((_, call) => (call === 1 ? 'lost' : { status: 201, body: { id: 8 } }))
  const sending = box.send(book, berth('b-4'), { waitMs: 300 })
  await clock.advance(300)
  const sent = await sending
  if (sent.state !== 'kept') throw new Error('it was sent')
  const { receipt } = sent
  const states: string[] = [receipt.state]
  receipt.watch((state) => states.push(state))
  await clock.advance(1_000)
  expect(await receipt.data).toEqual({ id: 8 })
  expect(states).toEqual(['pending', 'sending', 'sent'])
  expect(seen.map(({ key }) => key)).toEqual([seen[0]?.key, seen[0]?.key])
  await client.dispose()
  expect(clock.pending).toBe(0)
})

test('entries of a lane go out in their order, and one that waits holds up its own lane only', async () => {
  const { box, seen, clock } = rig(({ path }, call) =>
    path.includes('b-1') && call < 4 ? { status: 503 } : { status: 201 },
  )
  const wait = { waitMs: 0 }
  const first = box.send(book, berth('b-1', 'aurora'), { ...wait, lane: 'one' })
  const second = box.send(book, berth('b-1', 'borea'), { ...wait, lane: 'one' })
  const other = box.send(rename, { params: { id: 'ceres' }, body: { name: 'Ceres' } }, wait)
  await clock.advance(0)
  await Promise.all([first, second, other])
  expect(seen.map(({ path }) => path)).toEqual(['/api/berths/b-1/bookings', '/api/vessels/ceres'])
  await clock.advance(60_000)
  expect(seen.map(({ body }) => (body as { vessel?: string }).vessel)).toEqual([
    'aurora',
    undefined,
    'aurora',
    'aurora',
    'borea',
  ])
  expect(await box.entries()).toEqual([])
})

test('a server that says when to come back is not asked before', async () => {
  const { box, seen, clock } = rig((_, call) =>
    call === 1 ? { status: 503, headers: { 'retry-after': '40' } } : { status: 201 },
  )
  const sending = box.send(book, berth('b-1'), { waitMs: 0 })
  await clock.advance(39_000)
  expect((await sending).state).toBe('kept')
  expect(seen).toHaveLength(1)
  await clock.advance(10_000)
  expect(seen).toHaveLength(2)
})

test('a write that the server refuses is set aside and holds up nobody', async () => {
  const { box, seen, clock } = rig(({ body }) =>
    (body as { vessel: string }).vessel === 'wreck' ? { status: 422, body: { why: 'sunk' } } : { status: 201 },
  )
  const refused = box.send(book, berth('b-1', 'wreck')).catch((error: unknown) => error)
  const other = box.send(book, berth('b-1', 'aurora'))
  await clock.advance(10)
  expect(await refused).toMatchObject({ kind: 'http', status: 422, data: { why: 'sunk' } })
  expect(await other).toMatchObject({ state: 'sent' })
  expect(seen).toHaveLength(2)
  expect(await box.entries()).toMatchObject([{ state: 'dead', attempts: 1, failure: { status: 422 } }])
})

test.each([
  { resolution: 'drop', answer: 422, bodies: ['aurora'], left: [], keys: 1 },
  { resolution: 'dead', answer: 422, bodies: ['aurora'], left: ['dead'], keys: 1 },
  { resolution: 'retry', answer: { state: 'sent', data: null }, bodies: ['aurora', 'aurora'], left: [], keys: 1 },
  {
    resolution: { body: { vessel: 'borea' } },
    answer: { state: 'sent', data: null },
    bodies: ['aurora', 'borea'],
    left: [],
    keys: 2,
  },
] as const)('what the server refuses is for the program to decide: $resolution', async (expected) => {
  const conflicts: unknown[] = []
  const script = (_: unknown, call: number) => (call === 1 ? { status: 422, body: { why: 'taken' } } : { status: 201 })
  const { box, seen, clock } = rig(script, {
    options: {
      resolve({ status, data, entry: { key } }) {
        conflicts.push({ status, data, key })
        return expected.resolution
      },
    },
  })
  const sending = box.send(book, berth('b-1')).catch((error: { status: number }) => error.status)
  await clock.advance(4_000)
  expect(conflicts).toEqual([{ status: 422, data: { why: 'taken' }, key: seen[0]?.key }])
  expect(await sending).toEqual(expected.answer)
  expect(seen.map(({ body }) => (body as { vessel: string }).vessel)).toEqual(expected.bodies)
  expect(new Set(seen.map(({ key }) => key)).size).toBe(expected.keys)
  expect((await box.entries()).map(({ state }) => state)).toEqual(expected.left)
})

test('a dead write goes out again when somebody says so, with the same key, or with another body under a new one', async () => {
  const { box, seen, clock } = rig((_, call) => (call <= 2 ? { status: 409 } : { status: 201 }))
  await Promise.all([box.send(book, berth('b-1')).catch(() => {}), clock.advance(10)])
  const [entry] = await box.entries()
  expect(await box.retry(entry?.id ?? '')).toBe(true)
  await clock.advance(10)
  expect(seen[1]?.key).toBe(seen[0]?.key)
  expect(await box.replace(entry?.id ?? '', { vessel: 'ceres' })).toBe(true)
  await clock.advance(10)
  expect(seen[2]).toMatchObject({ body: { vessel: 'ceres' } })
  expect(seen[2]?.key).not.toBe(seen[0]?.key)
  expect(await box.entries()).toEqual([])
  expect(await box.retry(entry?.id ?? '')).toBe(false)
})

test('a success makes stale what the contract says, also when nobody waits any more', async () => {
  const { box, clock, client } = rig((_, call) => (call === 1 ? 'lost' : { status: 201 }))
  const changed: string[][] = []
  client.tags.subscribe(({ tags }) => changed.push([...tags]))
  const sending = box.send(book, berth('b-9'), { waitMs: 0 })
  await clock.advance(5_000)
  await sending
  expect(changed[0]).toEqual(['bookings', 'berth:b-9'])
})
