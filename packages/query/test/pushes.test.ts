import { hostOf, update } from '@fairlead/core'
import { MutationObserver, QueryObserver, notifyManager } from '@tanstack/query-core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Asked, type Vessel, contract, fleet, origin } from './support/fleet.ts'
import { pushed } from './support/pushed.ts'

const params = { id: '1' }
const both = ['GET /vessels', 'GET /vessels/1']

const rigs: ReturnType<typeof fleet>[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

/** A server of one vessel, whose answers are as old as their question and take their time. */
function harbour() {
  const server = { vessel: { id: '1', name: 'Aurora', flag: 'PA' }, delayMs: 0, asked: 0 }
  const answer = ({ path }: Asked) => {
    server.asked++
    if (path === '/count') return { json: { vessels: 1 } }
    const json = path === '/vessels' ? [{ ...server.vessel }] : { ...server.vessel }
    return { json, delayMs: server.delayMs }
  }
  return { server, answer }
}

/** A page of a user with a connection and 30 components that show two queries. */
async function page(broadcast = origin()(), { server, answer } = harbour()) {
  const rig = fleet(answer, { broadcast })
  rigs.push(rig)
  await rig.signIn('ida')
  const { connection, say, drop } = pushed(rig.client)
  const list = rig.watch<Vessel[]>(rig.q.list.queryOptions(), 15)
  const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }), 15)
  await rig.clock.advance(10)
  rig.paths()
  return { ...rig, server, connection, say, drop, list, one }
}

describe('a push', () => {
  test('changes what is kept, without a request', async () => {
    const { clock, say, one, paths, queryClient } = await page()
    const count = queryClient.getQueryCache().getAll().length
    say('reflagged', { id: '1', flag: 'FI' })
    say('reflagged', { id: '2', flag: 'SE' })
    await clock.advance(10)
    expect(one.latest()?.flag).toBe('FI')
    expect(paths()).toEqual([])
    expect(queryClient.getQueryCache().getAll()).toHaveLength(count)
  })

  test('that changes and makes stale makes two requests for 30 components', async () => {
    const { clock, server, say, one, paths } = await page()
    server.vessel.name = 'Borealis'
    say('renamed', { id: '1', name: 'Borealis' })
    await clock.advance(10)
    expect(paths().toSorted()).toEqual(both)
    expect(one.shown.map(({ name }) => name).join(' ')).toMatch(/^(Aurora )+(Borealis ?)+$/)
  })

  test('is not undone by an answer to what was asked before', async () => {
    const { clock, server, say, one, paths, queryClient, q } = await page()
    server.delayMs = 100
    void queryClient.refetchQueries({ queryKey: q.byId.key() })
    await clock.advance(10)
    server.vessel.flag = 'FI'
    say('reflagged', { id: '1', flag: 'FI' })
    await clock.advance(300)
    expect(one.shown.map(({ flag }) => flag).join(' ')).toMatch(/^(PA )+(FI ?)+$/)
    expect(paths()).toEqual(['GET /vessels/1', 'GET /vessels/1'])
  })

  test('stays under what a mutation shows, and is there when that fails', async () => {
    const { clock, say, one, queryClient, q } = await page()
    const { promise, reject } = Promise.withResolvers<never>()
    const rename = q.touch.mutationOptions({
      optimistic: ({ params: id, body }) => [
        update(contract.byId, { params: id }, (vessel) => Object.assign({ ...vessel }, body)),
      ],
    })
    void new MutationObserver(queryClient, { ...rename, mutationFn: () => promise })
      .mutate({ params, body: { flag: 'SE' } })
      .catch(() => {})
    await clock.advance(1)
    say('reflagged', { id: '1', flag: 'FI' })
    await clock.advance(0)
    expect(one.latest()?.flag).toBe('SE')
    reject(new Error('no'))
    await clock.advance(0)
    expect(one.latest()?.flag).toBe('FI')
  })

  test('to who was there before changes nothing of who is there now', async () => {
    const { clock, client, one, signIn } = await page()
    await signIn('ben')
    await clock.advance(50)
    const updates = [update(contract.byId, { params }, (vessel) => ({ ...vessel, flag: 'FI' }))]
    const { announce } = hostOf(client).writes
    announce({ identity: 'ida', updates })
    await clock.advance(10)
    expect(one.latest()?.flag).toBe('PA')
    announce({ identity: 'ben', updates })
    await clock.advance(10)
    expect(one.latest()?.flag).toBe('FI')
  })

  test('with a mistake in one change makes the others', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { clock, say, one, queryClient, q } = await page()
    await queryClient.query(q.count.queryOptions())
    say('sunk', { id: '1' })
    await clock.advance(10)
    expect(told).toHaveBeenCalledOnce()
    told.mockRestore()
    expect(queryClient.getQueryData(q.count.queryOptions().queryKey)).toEqual({ vessels: 0 })
    expect(one.latest()).toMatchObject({ name: 'Aurora' })
  })

  test('that was lost has what it would have changed asked for', async () => {
    const { clock, server, say, drop, one, paths } = await page()
    say('reflagged', { id: '1', flag: 'FI' })
    await clock.advance(10)
    server.vessel.flag = 'SE'
    drop()
    await clock.advance(5_000)
    expect(paths()).toEqual(['GET /vessels/1'])
    expect(one.latest()?.flag).toBe('SE')
  })
})

describe('pushes without end', () => {
  /** One every 10 ms, of what the server has by then. */
  async function stream({ clock, server, say }: Awaited<ReturnType<typeof page>>, count: number, isStale = false) {
    for (let n = 1; n <= count; n++) {
      Object.assign(server.vessel, isStale ? { name: `N${n}` } : { flag: `F${n}` })
      if (isStale) say('renamed', { id: '1', name: `N${n}` })
      else say('reflagged', { id: '1', flag: `F${n}` })
      await clock.advance(10)
    }
  }

  test('while an answer is on its way have it asked for once more', async () => {
    const made = await page()
    const { clock, server, one, paths, queryClient, q } = made
    server.delayMs = 100
    server.vessel.name = 'Borealis'
    // As frameworks look: when all that belongs together has been told.
    const observer = new QueryObserver(queryClient, q.byId.queryOptions({ params }))
    const seen: number[] = []
    const look = () => seen.push(Number(observer.getCurrentResult().data?.flag.slice(1)))
    const stop = observer.subscribe(notifyManager.batchCalls(look))
    void queryClient.refetchQueries({ queryKey: q.byId.key() })
    await clock.advance(1)
    await stream(made, 50)
    stop()
    expect(seen.slice(1)).toEqual(seen.slice(1).toSorted((a, b) => a - b))
    expect(seen.length).toBeGreaterThan(10)
    expect(paths()).toEqual(['GET /vessels/1', 'GET /vessels/1'])
    expect(one.latest()).toMatchObject({ flag: 'F50', name: 'Borealis' })
    await clock.advance(500)
    expect(one.latest()).toMatchObject({ flag: 'F50' })
    expect(paths()).toEqual([])
  })

  test('that make stale have each answer shown, and the next asked for when it is there', async () => {
    const made = await page()
    const { clock, server, list, one, paths } = made
    server.delayMs = 100
    await stream(made, 50, true)
    const asked = paths()
    for (const path of both) expect(asked.filter((each) => each === path).length).toBeLessThanOrEqual(6)
    expect(new Set(list.shown.map(([vessel]) => vessel?.name)).size).toBeGreaterThan(3)
    await clock.advance(500)
    expect([list.latest()?.[0]?.name, one.latest()?.name]).toEqual(['N50', 'N50'])
    expect(paths().length).toBeLessThanOrEqual(4)
  })

  test.each([
    ['after a push that makes stale', ['renamed', 'reflagged']],
    ['after a push that changes', ['reflagged', 'renamed']],
  ] as const)('have asked in vain where nobody looks any more %s: whoever looks next asks anew', async (_, types) => {
    const { clock, server, say, one, queryClient, q } = await page()
    server.delayMs = 100
    void queryClient.refetchQueries({ queryKey: q.byId.key() })
    for (const type of types) {
      await clock.advance(1)
      say(type, { id: '1', name: 'Borealis', flag: 'FI' })
    }
    await clock.advance(1)
    one.stop()
    await clock.advance(500)
    expect(queryClient.getQueryState(q.byId.queryOptions({ params }).queryKey)).toMatchObject({
      data: { name: 'Borealis', flag: 'FI' },
      fetchStatus: 'idle',
      isInvalidated: true,
    })
  })

  test('are kept by the thousand for one answer: with one more it is asked for again', async () => {
    const made = await page()
    const { clock, server, one, paths, queryClient, q } = made
    server.delayMs = 50_000
    void queryClient.refetchQueries({ queryKey: q.byId.key() })
    await clock.advance(1)
    await stream(made, 1_001)
    expect(paths()).toHaveLength(2)
    await stream(made, 1)
    expect(paths()).toHaveLength(1)
    await clock.advance(60_000)
    expect(one.latest()).toMatchObject({ flag: 'F1' })
  })

  test('while the first answer is on its way have it asked for once more', async () => {
    const made = await page()
    const { clock, server, queryClient, q, watch, paths } = made
    server.delayMs = 100
    made.one.stop()
    queryClient.removeQueries({ queryKey: q.byId.key() })
    const shown = watch<Vessel>(q.byId.queryOptions({ params }))
    await clock.advance(1)
    await stream(made, 50)
    expect(paths()).toEqual(['GET /vessels/1', 'GET /vessels/1'])
    await clock.advance(500)
    expect(shown.latest()).toMatchObject({ flag: 'F50' })
  })
})

describe('in two tabs', () => {
  test('each hears its own push, and asks once', async () => {
    const [tab, shared] = [origin(), harbour()]
    const [here, there] = [await page(tab(), shared), await page(tab(), shared)]
    for (const { say } of [here, there]) say('renamed', { id: '1', name: 'Borealis' })
    await here.clock.advance(10)
    await there.clock.advance(10)
    expect([here.paths().toSorted(), there.paths().toSorted()]).toEqual([both, both])
  })

  test('and where a tab hears it a while after the other', async () => {
    const [tab, shared] = [origin(), harbour()]
    const [here, there] = [await page(tab(), shared), await page(tab(), shared)]
    shared.server.delayMs = 100
    for (const { say, clock } of [here, there]) {
      say('renamed', { id: '1', name: 'Borealis' })
      await clock.advance(10)
    }
    await here.clock.advance(200)
    await there.clock.advance(200)
    expect([here.paths().toSorted(), there.paths().toSorted()]).toEqual([both, both])
  })
})
