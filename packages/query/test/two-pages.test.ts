import { memoryCoordinator } from '@fairlead/auth'
import { update } from '@fairlead/core'
import { connectQueries } from '@fairlead/query'
import { MutationObserver, QueryObserver, onlineManager } from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { origin } from './support/fleet.ts'
import { originLocks } from './support/locks.ts'
import { type Arrived, contract, reloads } from './support/reloads.ts'

/** Pages that are open at the same time over one store, and a server of notes. */
function sharing() {
  const notes: string[] = []
  const locks = originLocks()
  const page = origin()
  let isMute = false
  const rig = reloads(
    ({ method, text }: Arrived) => {
      if (method === 'GET') return { json: notes.map((each) => ({ text: each })) }
      const note = JSON.parse(text) as { text: string }
      if (note.text === 'refused') return { status: 409, json: {} }
      notes.push(note.text)
      return isMute ? { hang: true } : { status: method === 'POST' ? 201 : 200, json: note, delayMs: 10 }
    },
    { locks, broadcast: page() },
  )
  const { post } = page()('fairlead:writes:https://harbour.example/api', () => {})
  return { ...rig, notes, locks, post, mute: (is: boolean) => (isMute = is) }
}

let rig: ReturnType<typeof sharing>
beforeEach(() => (rig = sharing()))
afterEach(async () => {
  onlineManager.setOnline(true)
  await rig.close()
})

const turns = () => rig.clock.advance(50)
const sent = () =>
  rig.arrived.filter(({ method }) => method !== 'GET').map(({ text }) => JSON.parse(text).text as string)
const stored = () =>
  (JSON.parse(rig.disk.store.text ?? '') as { clientState: { mutations: unknown[] } }).clientState.mutations

async function opened(user?: string) {
  const page = rig.page()
  await page.restore()
  await (user === undefined ? turns() : page.signIn(user))
  const mutations = () => page.queryClient.getMutationCache().getAll()
  return { ...page, mutations, states: () => mutations().map(({ state }) => state) }
}

/** Two pages: the first has a write that waits for the network, and the second has it from the store. */
async function both(name: 'keyed' | 'plain' | 'put' | 'told' | 'patch', text = 'hello') {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  const write = first.mutate(name, text)
  await turns()
  const second = await opened()
  expect(second.states()).toMatchObject([{ status: 'pending', isPaused: true }])
  return { first, second, write }
}

describe('a write that two pages have', () => {
  test.each(['keyed', 'plain', 'put', 'patch'] as const)('is sent by the one that began it: %s', async (name) => {
    const { first, second, write } = await both(name)
    onlineManager.setOnline(true)
    await turns()
    expect(sent()).toEqual(['hello'])
    await expect(write.done).resolves.toEqual({ text: 'hello' })
    expect(second.mutations()).toEqual([])
    expect(stored()).toEqual([])
    await first.kill()
    await turns()
    expect(sent()).toEqual(['hello'])
  })

  test.each(['keyed', 'plain', 'put', 'patch'] as const)(
    'is sent by one of those that took it up: %s',
    async (name) => {
      const { first, second } = await both(name)
      await first.kill()
      const third = await opened()
      onlineManager.setOnline(true)
      await turns()
      expect(sent()).toEqual(['hello'])
      expect([second.states(), third.states()].flat()).toMatchObject([{ status: 'success' }])
      expect(stored()).toEqual([])
    },
  )

  test('is sent by the other one when the page that has it dies', async () => {
    const { first, second } = await both('plain')
    const third = await opened()
    await first.kill()
    await second.kill()
    onlineManager.setOnline(true)
    await turns()
    expect(sent()).toEqual(['hello'])
    expect(third.states()).toMatchObject([{ status: 'success' }])
  })

  test.each([
    ['keyed', 'is sent again with its key', 2],
    ['put', 'is sent again', 2],
    ['plain', 'is not sent again, and the other page tells of it', 1],
  ] as const)('and that is under way when its page dies: %s %s', async (name, _, times) => {
    const { first, second } = await both(name)
    rig.mute(true)
    onlineManager.setOnline(true)
    await turns()
    expect(sent()).toEqual(['hello'])
    rig.mute(false)
    await first.kill()
    await turns()
    expect(sent()).toHaveLength(times)
    expect(new Set(rig.arrived.map(({ key }) => key)).size).toBe(1)
    const end = times === 2 ? { status: 'success' } : { status: 'error', error: { reason: 'interrupted' } }
    expect(second.states()).toMatchObject([end])
    expect(stored()).toEqual([])
  })

  test('and that fails is told of once', async () => {
    const { second, write } = await both('plain', 'refused')
    onlineManager.setOnline(true)
    await turns()
    await expect(write.done).rejects.toMatchObject({ status: 409 })
    expect(second.mutations()).toEqual([])
  })

  test('keeps nobody waiting who goes on with all that waits', async () => {
    const { second } = await both('plain')
    onlineManager.setOnline(true)
    let isOver = false
    void second.queryClient.resumePausedMutations().then(() => (isOver = true))
    await rig.clock.advance(5)
    expect([sent(), isOver]).toEqual([['hello'], true])
    await turns()
    expect([sent(), second.mutations()]).toEqual([['hello'], []])
  })

  test('ends in both with the session that it belongs to', async () => {
    const { first, second } = await both('plain')
    await first.client.auth.signOut()
    await turns()
    expect(second.mutations()).toEqual([])
    onlineManager.setOnline(true)
    await turns()
    expect(sent()).toEqual([])
  })

  test('holds back what the other page writes in the same scope, until it is done', async () => {
    const first = await opened('ida')
    onlineManager.setOnline(false)
    const scope = { id: 'notes' }
    first.mutate('plain', 'one', { scope })
    await turns()
    const second = await opened()
    second.mutate('plain', 'two', { scope })
    onlineManager.setOnline(true)
    await rig.clock.advance(5)
    expect(sent()).toEqual(['one'])
    await turns()
    expect(sent()).toEqual(['one', 'two'])
  })
})

test('a page that finds an older state in the store while the other has just done it does not send it', async () => {
  const { second } = await both('plain')
  const old = rig.disk.store.text
  onlineManager.setOnline(true)
  await turns()
  await second.kill()
  rig.disk.store.text = old
  const third = await opened()
  await rig.clock.advance(60_000)
  expect(third.mutations()).toEqual([])
  expect(sent()).toEqual(['hello'])
})

test('what is under way in one page is not sent by one that is opened meanwhile', async () => {
  const first = await opened('ida')
  first.mutate('put', 'hello')
  await rig.clock.advance(5)
  const second = rig.page()
  await second.restore()
  expect(second.queryClient.getMutationCache().getAll()).toHaveLength(1)
  await turns()
  expect(sent()).toEqual(['hello'])
  expect(second.queryClient.getMutationCache().getAll()).toEqual([])
})

test('what one page writes without the network stays stored when another stores its own state, and its page dies', async () => {
  const first = await opened('ida')
  const second = await opened()
  onlineManager.setOnline(false)
  first.mutate('plain', 'hello')
  await turns()
  second.queryClient.setQueryData(second.q.tides.now.queryOptions().queryKey, { level: 1 })
  expect(stored()).toHaveLength(1)
  await first.kill()
  await second.kill()
  onlineManager.setOnline(true)
  await opened()
  expect(sent()).toEqual(['hello'])
})

test.each(['before', 'after'])(
  'nor is it lost to a page that begins to store before it has been stored, and that %s it connects',
  async (when) => {
    const first = await opened('ida')
    const empty = rig.disk.store.text
    onlineManager.setOnline(false)
    first.mutate('plain', 'hello')
    await turns()
    rig.disk.store.text = empty
    const second = rig.page()
    if (when === 'before') second.disconnect()
    await second.restore()
    const disconnect = connectQueries(second.q, second.queryClient)
    await turns()
    // Something that has its state stored.
    second.queryClient.setQueryData(second.q.tides.now.queryOptions().queryKey, { level: 1 })
    expect(stored()).toHaveLength(1)
    await first.kill()
    disconnect()
    await second.kill()
    onlineManager.setOnline(true)
    await opened()
    expect(sent()).toEqual(['hello'])
  },
)

test.each([
  ['put', ['hello', 'hello'], { status: 'success' }],
  ['plain', ['hello'], { status: 'error', error: { reason: 'interrupted' } }],
] as const)('nor is what has been under way for a while: %s', async (name, expected, end) => {
  const first = await opened('ida')
  const second = await opened()
  rig.mute(true)
  first.mutate(name, 'hello')
  await rig.clock.advance(500)
  expect(second.mutations()).toEqual([])
  await rig.clock.advance(1_000)
  rig.mute(false)
  second.queryClient.setQueryData(second.q.tides.now.queryOptions().queryKey, { level: 1 })
  expect(stored()).toHaveLength(1)
  await first.kill()
  await turns()
  expect(sent()).toEqual(expected)
  expect(second.states()).toMatchObject([end])
})

test('of what cannot be copied others are told what becomes of it all the same', async () => {
  const first = await opened('ida')
  const early = await opened()
  onlineManager.setOnline(false)
  const observer = new MutationObserver(first.queryClient, first.q.notes.plain.mutationOptions())
  observer.mutate({ body: { text: 'hello', toJSON: () => ({ text: 'hello' }) } as never }).catch(() => {})
  await turns()
  expect(early.mutations()).toEqual([])
  const late = await opened()
  expect(late.states()).toMatchObject([{ isPaused: true }])
  rig.mute(true)
  onlineManager.setOnline(true)
  await turns()
  rig.mute(false)
  await first.kill()
  await turns()
  expect(sent()).toEqual(['hello'])
  expect(late.states()).toMatchObject([{ error: { reason: 'interrupted' } }])
})

test('header fields of a write are told to nobody: they may be secret', async () => {
  const first = await opened('ida')
  const second = await opened()
  onlineManager.setOnline(false)
  const observer = new MutationObserver(first.queryClient, first.q.notes.plain.mutationOptions())
  observer.mutate({ headers: { 'x-otp': '123456' }, body: { text: 'hello' } } as never).catch(() => {})
  await turns()
  expect(first.states()).toMatchObject([{ isPaused: true }])
  expect(second.mutations()).toEqual([])
})

test('a page of another user takes up nothing', async () => {
  const first = await opened('ida')
  const other = rig.page({ coordinator: memoryCoordinator() })
  await other.signIn('ben')
  onlineManager.setOnline(false)
  first.mutate('plain', 'of ida')
  await turns()
  expect(other.queryClient.getMutationCache().getAll()).toEqual([])
  const another = rig.page({ coordinator: memoryCoordinator() })
  await another.signIn('ben')
  await turns()
  expect(another.queryClient.getMutationCache().getAll()).toEqual([])
})

test('a page of another user gives up what it has found, and does not end it', async () => {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  first.mutate('plain', 'of ida')
  await turns()
  await first.kill()
  const other = rig.page({ coordinator: memoryCoordinator() })
  const before = rig.disk.store.text
  await other.restore()
  await other.signIn('ben')
  rig.disk.store.text = before
  await opened()
  await turns()
  expect(other.queryClient.getMutationCache().getAll()).toEqual([])
  onlineManager.setOnline(true)
  await turns()
  expect(rig.arrived.map(({ text, user }) => [JSON.parse(text).text, user])).toEqual([['of ida', 'ida']])
})

test('a page that is disconnected neither sends what waits nor lets it fail', async () => {
  const { second } = await both('plain')
  onlineManager.setOnline(true)
  second.disconnect()
  await turns()
  expect(second.states()).toMatchObject([{ status: 'pending', isPaused: true }])
  const disconnect = connectQueries(second.q, second.queryClient)
  await turns()
  // The other page has told of its end.
  expect(second.mutations()).toEqual([])
  expect(sent()).toEqual(['hello'])
  disconnect()
})

test('a page that is connected anew waits as before, as in StrictMode', async () => {
  const { second } = await both('plain')
  second.disconnect()
  const disconnect = connectQueries(second.q, second.queryClient)
  onlineManager.setOnline(true)
  await turns()
  expect(sent()).toEqual(['hello'])
  expect(second.mutations()).toEqual([])
  disconnect()
})

test('a state that is restored twice in one page has each write once', async () => {
  const { first, second } = await both('plain')
  await first.kill()
  await second.restore()
  await turns()
  expect(second.mutations()).toHaveLength(1)
  onlineManager.setOnline(true)
  await turns()
  expect(sent()).toEqual(['hello'])
})

test('what a write shows is shown in the other page too, until its data are there', async () => {
  const optimistic = ({ body }: { body?: { text: string } }) => [
    update(contract.notes.list, {}, (notes) => [...notes.filter(({ text }) => text !== body?.text), body as never]),
  ]
  const { first, second } = await both('keyed')
  second.q.notes.keyed.mutationOptions({ optimistic })
  const observer = new QueryObserver(second.queryClient, second.q.notes.list.queryOptions() as never)
  const shown: unknown[] = []
  const stop = observer.subscribe(({ data }) => shown.push(JSON.stringify(data)))
  second.queryClient.setQueryData(second.q.notes.list.queryOptions().queryKey, [])
  await turns()
  expect(shown.at(-1)).toBe('[{"text":"hello"}]')
  shown.length = 0
  onlineManager.setOnline(true)
  await turns()
  await second.queryClient.invalidateQueries()
  expect(new Set(shown)).toEqual(new Set(['[{"text":"hello"}]']))
  expect(second.mutations()).toEqual([])
  stop()
  await first.kill()
})

test('what a write shows in the other page goes when the answer is there, which has it once', async () => {
  const optimistic = ({ body }: { body?: { text: string } }) => [
    update(contract.notes.list, {}, (notes) => [...notes, { text: `${body?.text}?` }]),
  ]
  const { second } = await both('told')
  const { queryKey } = second.q.notes.list.queryOptions()
  second.q.notes.told.mutationOptions({ optimistic })
  second.queryClient.setQueryData(queryKey, [])
  await turns()
  expect(second.queryClient.getQueryData(queryKey)).toEqual([{ text: 'hello?' }])
  onlineManager.setOnline(true)
  await turns()
  expect(second.queryClient.getQueryData(queryKey)).toEqual([{ text: 'hello' }])
})

test.each([
  ['nothing', undefined],
  ['no object', 'done'],
  ['no write', { is: 'waiting' }],
  ['a write without a key', { writeId: 'x', is: 'waiting', kept: { state: { status: 'pending', writeId: 'x' } } }],
  ['the end of an unknown one', { writeId: 'x', is: 'done' }],
  ['a name that is none', { writeId: {}, is: 'gone' }],
])('a message that says %s changes nothing', async (_, message) => {
  const { first, second } = await both('plain')
  rig.post(message)
  expect([first.mutations(), second.mutations()].flat()).toHaveLength(2)
  onlineManager.setOnline(true)
  await turns()
  expect(sent()).toEqual(['hello'])
})

test('what a message says is another user’s, or is in no contract, is not taken up', async () => {
  const { first, second } = await both('plain')
  const [one] = stored() as { mutationKey: [object, string[]]; state: object }[]
  const [scope, path] = one?.mutationKey ?? [{}, []]
  const state = { ...one?.state, writeId: 'x' }
  rig.post({ writeId: 'x', is: 'waiting', kept: { mutationKey: [{ ...scope, session: 'ben' }, path], state } })
  rig.post({ writeId: 'x', is: 'waiting', kept: { mutationKey: [scope, ['notes', 'gone']], state } })
  rig.post({ writeId: 'x', is: 'waiting', kept: { mutationKey: [scope, 'notes'], state } })
  rig.post({ writeId: 'x', is: 'waiting', kept: { mutationKey: [scope, [{ toString: null }]], state } })
  rig.post({ writeId: 'x', is: 'waiting', kept: { mutationKey: [scope, path], state: null } })
  expect([first.mutations(), second.mutations()].flat()).toHaveLength(2)
})

test('nothing is left of pages that are closed, nor of writes that have been done for a while', async () => {
  const { first, second } = await both('plain')
  onlineManager.setOnline(true)
  await rig.clock.advance(60_000)
  expect(rig.locks.held()).toBe(0)
  onlineManager.setOnline(false)
  first.mutate('plain', 'another')
  await turns()
  expect(rig.locks.held()).toBe(1)
  await first.kill()
  await second.kill()
  expect(rig.locks.held()).toBe(0)
  expect(rig.clock.pending).toBe(0)
})
