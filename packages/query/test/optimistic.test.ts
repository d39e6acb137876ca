import { MutationObserver, dehydrate, hydrate, onlineManager } from '@tanstack/query-core'
import { update } from '@fairlead/core'
import { baseOf } from '@fairlead/query'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asked, type Vessel, contract, fleet } from './support/fleet.ts'

let rig: ReturnType<typeof fleet>
afterEach(async () => {
  onlineManager.setOnline(true)
  await rig.close()
})
const params = { id: '1' }

/** A server of one vessel, which refuses some names and flags, and takes its time for them. */
function harbour({ refuses = [] as string[], delayMs = 50 } = {}) {
  const vessel = { id: '1', name: 'Aurora', flag: 'PA' }
  rig = fleet(({ method, path, body }: Asked) => {
    if (method === 'GET') return { json: path === '/vessels' ? [{ ...vessel }] : { ...vessel }, delayMs: 20 }
    if (Object.values(body as object).some((value) => refuses.includes(value as string)))
      return { status: 409, json: { by: 'ben' }, delayMs }
    Object.assign(vessel, body)
    return path.endsWith('touch') ? { status: 204, delayMs } : { json: { ...vessel }, delayMs }
  })
  const optimistic = ({ body }: { body?: { [K in keyof Vessel]?: Vessel[K] | undefined } }) => [
    update(contract.byId, { params }, (data) => ({ ...data, ...(body as Partial<Vessel>) })),
  ]
  const mutation = {
    name: () => rig.q.rename.mutationOptions({ optimistic }),
    flag: () => rig.q.reflag.mutationOptions({ optimistic }),
    touch: () => rig.q.touch.mutationOptions({ optimistic }),
  }
  return {
    vessel,
    begin(kind: keyof typeof mutation, body: Partial<Vessel>) {
      const observer = new MutationObserver(rig.queryClient, mutation[kind]() as never)
      const ended = (observer.mutate as (variables: unknown) => Promise<unknown>)({ params, body })
      ended.catch(() => {})
      return observer
    },
    async show() {
      await rig.signIn('ida')
      const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }))
      await rig.clock.advance(20)
      rig.paths()
      one.shown.length = 0
      return one
    },
    query: () => rig.queryClient.getQueryCache().find({ queryKey: rig.q.byId.queryOptions({ params }).queryKey })!,
  }
}
const seen = (shown: readonly Vessel[]) =>
  shown.map(({ name, flag }) => `${name} ${flag}`).filter((each, index, all) => each !== all[index - 1])

describe('two mutations of different fields, 20 ms apart', () => {
  test.each([
    ['both succeed', [], ['Borealis PA', 'Borealis FI']],
    ['the first fails', ['Borealis'], ['Borealis PA', 'Borealis FI', 'Aurora FI']],
    ['the second fails', ['FI'], ['Borealis PA', 'Borealis FI', 'Borealis PA']],
    ['both fail', ['Borealis', 'FI'], ['Borealis PA', 'Borealis FI', 'Aurora FI', 'Aurora PA']],
  ])('%s: nothing is shown that contradicts', async (_, refuses, expected) => {
    const { begin, show, vessel } = harbour({ refuses })
    const one = await show()
    begin('name', { name: 'Borealis' })
    await rig.clock.advance(20)
    begin('flag', { flag: 'FI' })
    await rig.clock.advance(500)
    expect(seen(one.shown)).toEqual(expected)
    expect(one.latest()).toEqual(vessel)
  })
})

describe('a mutation that is under way', () => {
  test('shows at once, in the same turn, without looking fresh', async () => {
    const { begin, show, query } = harbour()
    await show()
    const { dataUpdatedAt } = query().state
    begin('name', { name: 'Borealis' })
    expect(query().state).toMatchObject({ data: { name: 'Borealis' }, dataUpdatedAt, isInvalidated: false })
    expect(baseOf(query())).toMatchObject({ name: 'Aurora' })
  })

  test('stays over what is asked for anew meanwhile', async () => {
    const { begin, show, vessel, query } = harbour({ refuses: ['Borealis'], delayMs: 100 })
    const one = await show()
    begin('name', { name: 'Borealis' })
    vessel.flag = 'NO'
    void rig.queryClient.refetchQueries()
    await rig.clock.advance(50)
    expect(one.latest()).toMatchObject({ name: 'Borealis', flag: 'NO' })
    expect(baseOf(query())).toMatchObject({ name: 'Aurora', flag: 'NO' })
    await rig.clock.advance(100)
    expect(seen(one.shown)).toEqual(['Borealis PA', 'Borealis NO', 'Aurora NO'])
  })

  test('is laid over data that come after it has begun', async () => {
    const { begin } = harbour({ delayMs: 500 })
    await rig.signIn('ida')
    begin('name', { name: 'Borealis' })
    const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }))
    await rig.clock.advance(100)
    expect(seen(one.shown)).toEqual(['Borealis PA'])
  })

  test('keeps a cancelled refetch from bringing the old data back', async () => {
    const { begin, show } = harbour({ delayMs: 500 })
    const one = await show()
    void rig.queryClient.refetchQueries()
    begin('name', { name: 'Borealis' })
    one.shown.length = 0
    await rig.queryClient.cancelQueries()
    await rig.clock.advance(10)
    expect(seen(one.shown)).toEqual(['Borealis PA'])
  })
})

test('what is stale stays so when a mutation begins while it is asked for and nobody waits any more', async () => {
  const { begin, show, query } = harbour()
  const one = await show()
  void rig.queryClient.invalidateQueries()
  begin('name', { name: 'Borealis' })
  one.stop()
  await rig.clock.advance(1)
  expect(query().state).toMatchObject({ fetchStatus: 'idle', isInvalidated: true })
})

describe('a success', () => {
  test('is not undone by an answer to what was asked before, although it declares no effects', async () => {
    const { begin, show } = harbour({ delayMs: 10 })
    const one = await show()
    // Asked before the server has it, answered after.
    void rig.queryClient.refetchQueries()
    await rig.clock.advance(1)
    one.shown.length = 0
    begin('touch', { name: 'Borealis' })
    await rig.clock.advance(200)
    expect(seen(one.shown)).toEqual(['Borealis PA'])
  })

  test('is not undone by what an earlier one has had asked for, although it declares no effects', async () => {
    const { begin, show } = harbour({ delayMs: 10 })
    const one = await show()
    begin('name', { name: 'Borealis' })
    await rig.clock.advance(12)
    // Begun and done while the effects of the other are on their way.
    begin('touch', { flag: 'FI' })
    await rig.clock.advance(200)
    expect(seen(one.shown)).toEqual(['Borealis PA', 'Borealis FI'])
    const [name, touch] = ['POST /vessels/1/name', 'POST /vessels/1/touch']
    expect(rig.paths()).toEqual([name, 'GET /vessels/1', touch, 'GET /vessels/1'])
  })

  test('of what is wanted last stays, although one that was wanted before is still under way', async () => {
    const { begin, show, query } = harbour()
    const one = await show()
    const first = begin('touch', { name: 'Borealis' })
    rig.queryClient.setQueryData(query().queryKey, (data: Vessel | undefined) => data)
    expect(first.getCurrentResult().status).toBe('pending')
    begin('touch', { name: 'Castor' })
    await rig.clock.advance(500)
    expect(seen(one.shown)).toEqual(['Borealis PA', 'Castor PA'])
  })

  test('whose data are removed while they are awaited is not laid over what is put there later', async () => {
    const { begin, show, query } = harbour()
    await show()
    begin('name', { name: 'Borealis' })
    await rig.clock.advance(55)
    expect(query().state.fetchStatus).toBe('fetching')
    const { queries } = dehydrate(rig.queryClient)
    rig.queryClient.removeQueries()
    const newer = { id: '1', name: 'Castor', flag: 'PA' }
    hydrate(rig.queryClient, {
      mutations: [],
      queries: queries.map((each) => ({ ...each, state: { ...each.state, data: newer, fetchStatus: 'idle' } })),
    })
    await rig.clock.advance(500)
    expect(query().state.data).toEqual(newer)
  })

  test('leaves nothing behind', async () => {
    const { begin, show, query } = harbour()
    await show()
    begin('name', { name: 'Borealis' })
    await rig.clock.advance(500)
    expect(Object.hasOwn(query(), 'setData')).toBe(false)
    expect(baseOf(query())).toBe(query().state.data)
  })
})

describe('without a network', () => {
  test('what is shown stays until it has been sent', async () => {
    const { begin, show, vessel } = harbour()
    const one = await show()
    onlineManager.setOnline(false)
    begin('name', { name: 'Borealis' })
    begin('flag', { flag: 'FI' })
    await rig.clock.advance(10_000)
    expect(one.latest()).toMatchObject({ name: 'Borealis', flag: 'FI' })
    expect(rig.paths()).toEqual([])
    onlineManager.setOnline(true)
    await rig.clock.advance(500)
    expect(seen(one.shown)).toEqual(['Borealis PA', 'Borealis FI'])
    expect(one.latest()).toEqual(vessel)
  })

  test('it goes with its session', async () => {
    const { begin, show } = harbour()
    const one = await show()
    onlineManager.setOnline(false)
    begin('name', { name: 'Borealis' })
    await rig.client.auth.signOut()
    onlineManager.setOnline(true)
    await rig.signIn('ben')
    await rig.clock.advance(500)
    expect(rig.paths().filter((path) => path.startsWith('POST'))).toEqual([])
    expect(one.latest()).toMatchObject({ name: 'Aurora' })
    await rig.client.auth.signOut()
    await rig.signIn('ida')
    await rig.clock.advance(500)
    expect(one.latest()).toMatchObject({ name: 'Aurora' })
  })
})
