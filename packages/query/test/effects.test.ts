import { InfiniteQueryObserver, MutationObserver } from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asked, type Vessel, fleet, origin } from './support/fleet.ts'

const rigs: ReturnType<typeof fleet>[] = []
const make: typeof fleet = (...given) => {
  const rig = fleet(...given)
  rigs.push(rig)
  return rig
}
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

/** A server of one vessel. */
function harbour() {
  const vessel = { id: '1', name: 'Aurora', flag: 'PA' }
  const answer = ({ method, path, body }: Asked) => {
    if (method === 'POST') Object.assign(vessel, body)
    if (path === '/count') return { json: { vessels: 1 } }
    return { json: path === '/vessels' ? [{ ...vessel }] : { ...vessel } }
  }
  return { vessel, answer }
}
const params = { id: '1' }

/** A page with 30 components that show two queries. */
async function page(rig: ReturnType<typeof fleet>) {
  await rig.signIn('ida')
  const list = rig.watch<Vessel[]>(rig.q.list.queryOptions(), 15)
  const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }), 15)
  await rig.clock.advance(10)
  expect(rig.paths().toSorted()).toEqual(['GET /vessels', 'GET /vessels/1'])
  return { list, one }
}
const both = ['GET /vessels', 'GET /vessels/1']

describe('one more page and all of them', () => {
  async function pages() {
    const { vessel, answer } = harbour()
    const rig = make((asked) => ({ ...answer(asked), delayMs: 20 }))
    await rig.signIn('ida')
    const options = rig.q.byId.infiniteOptions((id: string) => ({ params: { id } }), {
      initialPageParam: '1',
      getNextPageParam: (_page, all) => String(all.length + 1),
    })
    const observer = new InfiniteQueryObserver(rig.queryClient, options)
    observer.subscribe(() => {})
    await rig.clock.advance(20)
    rig.paths()
    return {
      ...rig,
      more: () => void observer.fetchNextPage(),
      names: () => observer.getCurrentResult().data?.pages.map(({ name }) => name),
      async goStale() {
        vessel.name = 'Borealis'
        rig.client.tags.invalidate(['vessel:1'])
        await rig.clock.advance(10)
      },
    }
  }

  test('one that is on its way when all go stale is shown, and then all are asked for', async () => {
    const { clock, more, names, goStale, paths } = await pages()
    more()
    await clock.advance(10)
    await goStale()
    expect(names()).toEqual(['Aurora', 'Aurora'])
    await clock.advance(40)
    expect(names()).toEqual(['Borealis', 'Borealis'])
    expect(paths()).toEqual(['GET /vessels/2', 'GET /vessels/1', 'GET /vessels/2'])
  })

  test('one that is asked for while all are on their way is shown, and then all are asked for', async () => {
    const { clock, more, names, goStale, paths } = await pages()
    await goStale()
    more()
    await clock.advance(20)
    expect(names()).toEqual(['Aurora', 'Borealis'])
    await clock.advance(40)
    expect(names()).toEqual(['Borealis', 'Borealis'])
    expect(paths()).toEqual(['GET /vessels/1', 'GET /vessels/2', 'GET /vessels/1', 'GET /vessels/2'])
  })
})

describe('two effects with 30 mounted observers make exactly two requests', () => {
  test('after a mutation', async () => {
    const rig = make(harbour().answer)
    const { one } = await page(rig)
    const mutation = new MutationObserver(rig.queryClient, rig.q.rename.mutationOptions())
    await mutation.mutate({ params, body: { name: 'Borealis' } })
    await rig.clock.advance(10)
    expect(rig.paths().toSorted()).toEqual([...both, 'POST /vessels/1/name'])
    expect(one.latest()?.name).toBe('Borealis')
  })

  test('after a push that names them one by one', async () => {
    const rig = make(harbour().answer)
    await page(rig)
    rig.client.tags.invalidate(['vessels'])
    rig.client.tags.invalidate(['vessel:1'])
    rig.client.tags.invalidate(['vessels'])
    await rig.clock.advance(10)
    expect(rig.paths().toSorted()).toEqual(both)
  })

  test('in another tab', async () => {
    const [tab, { answer }] = [origin(), harbour()]
    const [here, there] = [make(answer, { broadcast: tab() }), make(answer, { broadcast: tab() })]
    await page(here)
    const { one } = await page(there)
    const mutation = new MutationObserver(here.queryClient, here.q.rename.mutationOptions())
    await mutation.mutate({ params, body: { name: 'Borealis' } })
    await there.clock.advance(10)
    expect(there.paths().toSorted()).toEqual(both)
    expect(one.latest()?.name).toBe('Borealis')
  })

  test('after all of them in one turn', async () => {
    const [tab, { answer }] = [origin(), harbour()]
    const [here, there] = [make(answer, { broadcast: tab() }), make(answer, { broadcast: tab() })]
    await page(here)
    await there.signIn('ida')
    // None of them has been asked for by the time the others are told.
    here.client.tags.invalidate(['vessel:1'])
    there.client.tags.invalidate(['vessels', 'vessel:1'])
    here.client.tags.invalidate(['vessels'], 'gone')
    await here.clock.advance(10)
    expect(here.paths().toSorted()).toEqual(both)
  })
})

describe('declared updates', () => {
  test('change what is kept, without a request, beside what is made stale', async () => {
    const rig = make(harbour().answer)
    const { one, list } = await page(rig)
    await new MutationObserver(rig.queryClient, rig.q.reflag.mutationOptions()).mutate({ params, body: { flag: 'FI' } })
    expect(one.latest()?.flag).toBe('FI')
    await rig.clock.advance(10)
    expect(rig.paths().toSorted()).toEqual(['GET /vessels', 'POST /vessels/1/flag'])
    expect(list.latest()?.[0]?.flag).toBe('FI')
  })

  test('make nothing that was not there, and change the public data as well', async () => {
    const rig = make(harbour().answer)
    await rig.signIn('ida')
    await rig.queryClient.query(rig.q.count.queryOptions())
    await rig.client.api.reflag({ params, body: { flag: 'FI' } })
    await rig.clock.advance(10)
    expect(rig.queryClient.getQueryData(rig.q.count.queryOptions().queryKey)).toEqual({ vessels: 2 })
    expect(rig.queryClient.getQueryCache().getAll()).toHaveLength(1)
  })

  test('leave data neither fresher nor less stale than they were', async () => {
    const rig = make(harbour().answer)
    await rig.signIn('ida')
    const { queryKey } = rig.q.byId.queryOptions({ params })
    await rig.queryClient.query(rig.q.byId.queryOptions({ params }))
    rig.client.tags.invalidate(['vessel:1'])
    await rig.clock.advance(1)
    const before = rig.queryClient.getQueryState(queryKey)
    await rig.client.api.reflag({ params, body: { flag: 'FI' } })
    await rig.clock.advance(10)
    const after = rig.queryClient.getQueryState(queryKey)
    expect(after?.data).toMatchObject({ flag: 'FI' })
    expect(after).toMatchObject({ isInvalidated: true, dataUpdatedAt: before?.dataUpdatedAt, status: 'success' })
  })

  test('are not undone by an answer to what was asked before', async () => {
    const { answer } = harbour()
    let isSlow = false
    const rig = make((asked) => {
      if (!isSlow || asked.path !== '/vessels/1') return answer(asked)
      isSlow = false
      return { ...answer(asked), delayMs: 100 }
    })
    const { one } = await page(rig)
    isSlow = true
    void rig.queryClient.refetchQueries({ queryKey: rig.q.byId.key() })
    await rig.clock.advance(10)
    await rig.client.api.reflag({ params, body: { flag: 'FI' } })
    await rig.clock.advance(200)
    expect(one.latest()?.flag).toBe('FI')
    expect(one.shown.map(({ flag }) => flag).join(' ')).toMatch(/^(PA )+(FI ?)+$/)
  })

  test('reach other tabs of the same user, without header fields, and nobody else', async () => {
    const [tab, { answer }] = [origin(), harbour()]
    const [here, there, other] = [0, 1, 2].map(() => make(answer, { broadcast: tab() })) as [
      ReturnType<typeof fleet>,
      ReturnType<typeof fleet>,
      ReturnType<typeof fleet>,
    ]
    const messages: unknown[] = []
    tab()('fairlead:effects:https://harbour.example', (message) => messages.push(message))
    await here.signIn('ida')
    const { one } = await page(there)
    await other.signIn('ben')
    const hers = other.watch<Vessel>(other.q.byId.queryOptions({ params }))
    await other.clock.advance(10)
    other.paths()
    await here.client.api.reflag({ params, body: { flag: 'FI' } })
    await there.clock.advance(10)
    await other.clock.advance(10)
    expect(one.latest()?.flag).toBe('FI')
    expect(there.paths()).toEqual(['GET /vessels'])
    expect(hers.latest()?.flag).toBe('PA')
    expect(other.paths()).toEqual([])
    expect(messages).toContainEqual({
      identity: here.client.session.identity,
      path: ['reflag'],
      input: { params, query: undefined, body: { flag: 'FI' } },
      data: { id: '1', name: 'Aurora', flag: 'FI' },
    })
  })

  test('carry tags to the other tabs, unless those hear of them by themselves or somebody does already', async () => {
    const [tab, { answer }] = [origin(), harbour()]
    const { client, clock } = make(answer, { broadcast: tab() })
    const messages: unknown[] = []
    tab()('fairlead:effects:https://harbour.example', (message) => messages.push(message))
    client.tags.invalidate(['berths'])
    await clock.advance(1)
    expect(messages).toEqual([{ tags: ['berths'], mode: 'stale' }])
    client.tags.invalidate(['berths'], 'stale', 'tab')
    client.tags.isShared = true
    client.tags.invalidate(['berths'])
    await clock.advance(1)
    expect(messages).toHaveLength(1)
  })

  test.each([
    null,
    7,
    {},
    { path: ['reflag'] },
    { path: ['reflag'], input: null, identity: '' },
    { path: ['none'], input: {}, identity: '' },
    { path: ['reflag'], input: {}, identity: '', data: null },
    { tags: [1], mode: 'stale' },
    { tags: ['vessels'], mode: 'odd' },
  ])('a message that is none changes nothing: %j', async (message) => {
    const tab = origin()
    const rig = make(harbour().answer, { broadcast: tab() })
    const list = rig.watch(rig.q.list.queryOptions())
    await rig.clock.advance(10)
    rig.paths()
    tab()('fairlead:effects:https://harbour.example', () => {}).post(message)
    await rig.clock.advance(10)
    expect(rig.paths()).toEqual([])
    list.stop()
  })
})
