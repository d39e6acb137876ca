import { update } from '@fairlead/core'
import { persistedQueries } from '@fairlead/query'
import { QueryObserver, dehydrate, onlineManager } from '@tanstack/query-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Arrived, contract, reloads } from './support/reloads.ts'

interface Note {
  readonly text: string
}
type Input = { readonly body?: Note }

/** A server of notes that says what it has, and refuses some. */
function keeping() {
  const notes: Note[] = [{ text: 'first' }]
  const rig = reloads(({ method, path, text }: Arrived) => {
    if (method === 'GET') return { json: path === '/count' ? notes.length : [...notes] }
    const note = JSON.parse(text) as Note
    if (note.text === 'refused') return { status: 409, json: {} }
    notes.push(note)
    return { status: method === 'POST' ? 201 : 200, json: note, delayMs: 10 }
  })
  return { ...rig, notes }
}

let rig: ReturnType<typeof keeping>
beforeEach(() => (rig = keeping()))
afterEach(async () => {
  onlineManager.setOnline(true)
  await rig.close()
})

// Not one that may be done twice: so it is seen where it would be.
const optimistic = ({ body }: Input) => [
  update(contract.notes.list, {}, (notes) => [...notes, { text: `${body?.text}?` }]),
  update(contract.notes.count, {}, (count) => count + 1),
]
const turns = () => rig.clock.advance(30)

/** A page that shows the notes and how many there are. */
async function opened(user?: string) {
  const page = rig.page()
  await page.restore()
  await (user === undefined ? turns() : page.signIn(user))
  const { list, count } = page.q.notes
  const observers = [list, count].map((each) => new QueryObserver(page.queryClient, each.queryOptions() as never))
  const ends = observers.map((each) => each.subscribe(() => {}))
  await turns()
  const texts = () => (observers[0]?.getCurrentResult().data as Note[] | undefined)?.map(({ text }) => text)
  return {
    ...page,
    texts,
    count: () => observers[1]?.getCurrentResult().data,
    kill: async () => {
      for (const end of ends) end()
      await page.kill()
    },
  }
}

/** A page on which writes wait for the network. */
async function written(...all: ['keyed' | 'plain', string][]) {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  for (const [name, text] of all) first.mutate(name, text, { optimistic })
  await turns()
  const shown = first.texts()
  await first.kill()
  return shown
}

test('a write that waits is shown after a reload as soon as its mutation is there, and until it is done', async () => {
  expect(await written(['keyed', 'new'])).toEqual(['first', 'new?'])
  const second = await opened()
  expect(second.texts()).toEqual(['first'])
  second.q.notes.keyed.mutationOptions({ optimistic })
  await turns()
  expect(second.texts()).toEqual(['first', 'new?'])
  expect(second.count()).toBe(2)
  onlineManager.setOnline(true)
  await rig.clock.advance(5)
  expect(second.texts()).toEqual(['first', 'new?'])
  await turns()
  await second.queryClient.invalidateQueries()
  expect(second.texts()).toEqual(['first', 'new'])
})

test('it is shown at once where the options are made before the state is restored', async () => {
  await written(['keyed', 'new'])
  const second = rig.page()
  second.q.notes.keyed.mutationOptions({ optimistic })
  // Those of the session that is waited for.
  await second.restore()
  await turns()
  const { queryKey } = second.q.notes.list.queryOptions()
  expect(second.queryClient.getQueryData(queryKey)).toEqual([{ text: 'first' }, { text: 'new?' }])
})

test('what is under way already is shown as well', async () => {
  await written(['keyed', 'new'])
  const second = await opened()
  onlineManager.setOnline(true)
  await rig.clock.advance(5)
  expect(rig.arrived.at(-1)?.method).toBe('POST')
  second.q.notes.keyed.mutationOptions({ optimistic })
  await rig.clock.advance(0)
  expect(second.texts()).toEqual(['first', 'new?'])
})

test('several are shown in the order in which they began, in whatever order they become known', async () => {
  expect(await written(['keyed', 'one'], ['plain', 'two'], ['keyed', 'three'])).toHaveLength(4)
  const second = await opened()
  second.mutate('put', 'four', { optimistic })
  second.q.notes.plain.mutationOptions({ optimistic })
  await turns()
  second.q.notes.keyed.mutationOptions({ optimistic })
  await turns()
  expect(second.texts()).toEqual(['first', 'one?', 'two?', 'three?', 'four?'])
})

test('one that fails is gone, and no other with it', async () => {
  await written(['keyed', 'refused'], ['plain', 'kept'])
  const second = await opened()
  for (const name of ['keyed', 'plain'] as const) second.q.notes[name].mutationOptions({ optimistic })
  await turns()
  expect(second.texts()).toEqual(['first', 'refused?', 'kept?'])
  onlineManager.setOnline(true)
  await rig.clock.advance(5)
  expect(second.texts()).toEqual(['first', 'kept?'])
})

test('what is stored is what the server has said, however often a page is opened', async () => {
  await written(['keyed', 'new'])
  for (let count = 0; count < 3; count++) {
    const next = await opened()
    next.q.notes.keyed.mutationOptions({ optimistic })
    await turns()
    // Something that has the state stored again.
    next.queryClient.setQueryData(next.q.tides.now.queryOptions().queryKey, { level: count })
    expect([next.texts(), next.count()]).toEqual([['first', 'new?'], 2])
    await next.kill()
  }
})

test('what is stored is what the server has said last, also after a state that was made and not stored', async () => {
  await written(['keyed', 'new'])
  const next = await opened()
  next.q.notes.keyed.mutationOptions({ optimistic })
  await turns()
  const { dehydrateOptions, persister } = persistedQueries(next.q, rig.disk)
  const state = () => ({ timestamp: 0, buster: '', clientState: dehydrate(next.queryClient, dehydrateOptions) })
  state()
  const { queryKey } = next.q.notes.list.queryOptions()
  next.queryClient.getMutationCache().clear()
  next.queryClient.setQueryData(queryKey, [{ text: 'newest' }])
  await persister.persistClient(state())
  expect(rig.disk.store.text).toContain('newest')
})

test('what somebody else has made says nothing about a write of whoever is there', async () => {
  await written(['keyed', 'of ida'])
  const stored = rig.disk.store.text
  const second = await opened()
  await second.client.auth.signOut()
  await second.signIn('ben')
  second.q.notes.keyed.mutationOptions({ optimistic })
  await second.signIn('ida')
  rig.disk.store.text = stored
  await second.restore()
  await turns()
  const { queryKey } = second.q.notes.list.queryOptions()
  expect(second.queryClient.getMutationCache().getAll()).toHaveLength(1)
  expect(second.queryClient.getQueryData(queryKey)).toEqual([{ text: 'first' }])
})

test('the end of a session ends what is shown of it', async () => {
  await written(['keyed', 'of ida'])
  const second = await opened()
  second.q.notes.keyed.mutationOptions({ optimistic })
  await turns()
  expect(second.texts()).toContain('of ida?')
  await second.signIn('ben')
  onlineManager.setOnline(true)
  await turns()
  expect(second.texts()).toEqual(['first'])
  expect(rig.arrived.filter(({ method }) => method === 'POST')).toEqual([])
})
