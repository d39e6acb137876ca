import { isFairleadError, update } from '@fairlead/core'
import { MutationObserver, QueryObserver, onlineManager } from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Arrived, contract, reloads } from './support/reloads.ts'

/** A server that does each key once and says the same again. */
function keeping() {
  const done: string[] = []
  const keys = new Map<string, string>()
  let isMute = false
  const rig = reloads(({ text, key, method }: Arrived) => {
    if (method === 'GET') return { json: [] }
    const { text: said } = JSON.parse(text) as { text: string }
    if (key === undefined || !keys.has(key)) done.push(said)
    if (key !== undefined) keys.set(key, said)
    return isMute ? { hang: true } : { status: method === 'POST' ? 201 : 200, json: { text: said } }
  })
  return { ...rig, done, mute: (is: boolean) => (isMute = is) }
}

let rig: ReturnType<typeof keeping>
beforeEach(() => (rig = keeping()))
afterEach(async () => {
  onlineManager.setOnline(true)
  await rig.close()
})

const turns = () => rig.clock.advance(10)

/** A page that has found what was stored; somebody signs in then, or what was stored goes on. */
async function opened(user?: string) {
  const page = rig.page()
  await page.restore()
  await (user === undefined ? turns() : page.signIn(user))
  return page
}

describe('a write that waits for the network', () => {
  test.each(['keyed', 'plain', 'put', 'patch'] as const)('goes on after a reload, once: %s', async (name) => {
    const first = await opened('ida')
    onlineManager.setOnline(false)
    first.mutate(name, 'hello')
    await turns()
    await first.kill()
    expect(rig.arrived).toEqual([])
    const second = await opened()
    expect(rig.arrived).toEqual([])
    onlineManager.setOnline(true)
    await turns()
    expect(rig.done).toEqual(['hello'])
    // It is out of the store, and not sent by a third page.
    await second.kill()
    await opened()
    expect(rig.done).toEqual(['hello'])
  })

  test('goes on by itself where the page begins online', async () => {
    const first = await opened('ida')
    onlineManager.setOnline(false)
    first.mutate('plain', 'one')
    first.mutate('keyed', 'two')
    await turns()
    await first.kill()
    onlineManager.setOnline(true)
    const second = rig.page()
    await second.restore()
    await second.queryClient.resumePausedMutations()
    await turns()
    expect(rig.done.toSorted()).toEqual(['one', 'two'])
    expect(rig.arrived.map(({ user }) => user)).toEqual(['ida', 'ida'])
  })

  test('waits over several reloads without the network', async () => {
    const first = await opened('ida')
    onlineManager.setOnline(false)
    first.mutate('keyed', 'hello')
    await turns()
    await first.kill()
    for (let count = 0; count < 3; count++) {
      const next = await opened()
      await next.kill()
    }
    onlineManager.setOnline(true)
    await opened()
    expect(rig.done).toEqual(['hello'])
  })
})

describe('a write that was under way when the page ended', () => {
  test.each(['keyed', 'put'] as const)('is sent again where that is safe, with the same key: %s', async (name) => {
    const first = await opened('ida')
    rig.mute(true)
    first.mutate(name, 'hello')
    await turns()
    expect(rig.arrived).toHaveLength(1)
    await first.kill()
    rig.mute(false)
    const second = await opened()
    expect(rig.arrived).toHaveLength(2)
    expect(rig.arrived[1]?.key).toBe(rig.arrived[0]?.key)
    // The other is the same however often it is said.
    expect(rig.done).toEqual(name === 'keyed' ? ['hello'] : ['hello', 'hello'])
    expect(typeof rig.arrived[0]?.key).toBe(name === 'keyed' ? 'string' : 'undefined')
    expect(
      second.queryClient
        .getMutationCache()
        .getAll()
        .map(({ state }) => state.status),
    ).toEqual(['success'])
  })

  test.each(['plain', 'patch'] as const)('is not sent twice where that is not safe, and says so: %s', async (name) => {
    const first = await opened('ida')
    rig.mute(true)
    first.mutate(name, 'hello')
    await turns()
    await first.kill()
    rig.mute(false)
    const found = async () => {
      const next = await opened()
      const cache = next.queryClient.getMutationCache()
      const states = cache.getAll().map(({ state }) => state)
      await next.kill()
      return states
    }
    const [told, ...rest] = await found()
    expect(rest).toEqual([])
    expect(told).toMatchObject({
      status: 'error',
      error: { kind: 'rejected', reason: 'interrupted' },
      variables: { body: { text: 'hello' } },
    })
    expect(isFairleadError(told?.error)).toBe(true)
    // It is told once, to the page that finds it.
    expect(await found()).toEqual([])
    expect(rig.arrived).toHaveLength(1)
  })

  test('and was answered before that was stored: it arrives once', async () => {
    const first = await opened('ida')
    rig.mute(true)
    first.mutate('keyed', 'hello')
    await turns()
    const stored = rig.disk.store.text
    await first.kill()
    // What the store had at that moment comes back after the whole has been done.
    rig.mute(false)
    const second = await opened()
    await second.kill()
    rig.disk.store.text = stored
    await opened()
    expect(rig.arrived).toHaveLength(3)
    expect(rig.done).toEqual(['hello'])
  })

  test('waits for the network if there is none when the page comes back', async () => {
    const first = await opened('ida')
    rig.mute(true)
    first.mutate('keyed', 'hello')
    await turns()
    await first.kill()
    rig.mute(false)
    onlineManager.setOnline(false)
    await opened()
    expect(rig.arrived).toHaveLength(1)
    onlineManager.setOnline(true)
    await turns()
    expect(rig.arrived).toHaveLength(2)
    expect(rig.done).toEqual(['hello'])
  })
})

test('two writes have two keys, and each keeps its own through renders', async () => {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  const one = first.mutate('keyed', 'one')
  first.mutate('keyed', 'two')
  await turns()
  one.observer.setOptions(first.q.notes.keyed.mutationOptions() as object)
  // Something that has the state stored again.
  first.queryClient.setQueryData(first.q.tides.now.queryOptions().queryKey, { level: 1 })
  await first.kill()
  onlineManager.setOnline(true)
  await opened()
  const keys = rig.arrived.map(({ key }) => key)
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(2)
  expect(keys).not.toContain(undefined)
})

test('what another user left is neither sent nor kept', async () => {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  first.mutate('keyed', 'of ida')
  await turns()
  const stored = rig.disk.store.text
  await first.kill()
  onlineManager.setOnline(true)
  const second = rig.page()
  await second.signIn('ben')
  rig.disk.store.text = stored
  await second.restore()
  await turns()
  expect(rig.arrived).toEqual([])
  expect(second.queryClient.getMutationCache().getAll()).toEqual([])
  expect(rig.disk.store.text).not.toContain('of ida')
})

test('an endpoint that the contract has no more fails with a clear error', async () => {
  const first = await opened('ida')
  onlineManager.setOnline(false)
  first.mutate('keyed', 'hello')
  await turns()
  await first.kill()
  rig.disk.store.text = rig.disk.store.text?.replaceAll('"keyed"', '"gone"')
  onlineManager.setOnline(true)
  const second = await opened()
  expect(rig.arrived).toEqual([])
  const [mutation] = second.queryClient.getMutationCache().getAll()
  expect(mutation?.state).toMatchObject({ status: 'error', error: { kind: 'config', message: /'notes.gone'/ } })
})

test.each([
  ['keyed', true],
  ['plain', false],
] as const)('whenever the page ends, a write is done once or told of: %s', async (name, isSafe) => {
  for (let steps = 0; steps < 60; steps += 3) {
    await rig.close()
    rig = keeping()
    const first = await opened('ida')
    const { done } = first.mutate(name, 'hello')
    for (let step = 0; step < steps; step++) await Promise.resolve()
    await first.kill()
    await done.catch(() => {})
    const before = rig.done.length
    const second = await opened()
    const told = second.queryClient
      .getMutationCache()
      .getAll()
      .filter(({ state }) => state.status === 'error').length
    expect(rig.done.length + (before === 0 ? told : 0), `after ${steps} turns`).toBe(1)
    expect(told).toBeLessThanOrEqual(isSafe ? 0 : 1)
  }
})

test('a key that a call asks for is the same after a reload', async () => {
  const first = await opened('ida')
  rig.mute(true)
  const options = first.q.notes.plain.mutationOptions({ call: { idempotencyKey: true } })
  const observer = new MutationObserver(first.queryClient, options)
  observer.mutate({ body: { text: 'hello' } }).catch(() => {})
  await turns()
  await first.kill()
  rig.mute(false)
  await opened()
  const keys = rig.arrived.map(({ key }) => key)
  expect(keys).toEqual([expect.any(String), keys[0]])
  expect(rig.done).toEqual(['hello'])
})

test('what a write shows before it is done is not stored as what the server said', async () => {
  const first = await opened('ida')
  const { list } = first.q.notes
  const stop = new QueryObserver(first.queryClient, list.queryOptions()).subscribe(() => {})
  await turns()
  onlineManager.setOnline(false)
  const optimistic = () => [update(contract.notes.list, {}, () => [{ text: 'not yet' }])]
  const options = first.q.notes.keyed.mutationOptions({ optimistic })
  new MutationObserver(first.queryClient, options).mutate({ body: { text: 'not yet' } }).catch(() => {})
  await turns()
  const { queryKey } = list.queryOptions()
  expect(first.queryClient.getQueryData(queryKey)).toEqual([{ text: 'not yet' }])
  await first.kill()
  stop()
  const second = rig.page()
  await second.restore()
  expect(second.queryClient.getQueryData(queryKey)).toEqual([])
  expect(second.queryClient.getMutationCache().getAll()).toHaveLength(1)
})
