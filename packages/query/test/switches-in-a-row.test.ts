import { MutationObserver, QueryObserver, onlineManager } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
const stops: (() => void)[] = []
afterEach(async () => {
  onlineManager.setOnline(true)
  for (const stop of stops.splice(0)) stop()
  await rig.close()
})

test('switches in one turn, many times: one request for who stays', async () => {
  rig = harbour(({ user }) => ({ json: [{ id: '1', name: `of ${user}` }], delayMs: 5 }))
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const told: string[] = []
  const observer = new QueryObserver(queryClient, q.vessels.list.queryOptions())
  stops.push(observer.subscribe(({ data }) => told.push(JSON.stringify(data ?? null))))
  await clock.advance(10)
  told.length = 0
  rig.asked.length = 0
  for (const user of ['ben', 'ida', 'kim', 'lea']) await rig.signIn(user)
  await clock.advance(50)
  expect(told.filter((each) => each !== 'null')).toEqual(['[{"id":"1","name":"of lea"}]'])
  expect(rig.paths().at(-1)).toBe('lea GET /vessels')
  expect(queryClient.getQueryCache().getAll()).toHaveLength(1)
  expect(queryClient.isFetching()).toBe(0)
})

test('a write whose answer comes in the turn of the switch is told of as done or ended, and not shown', async () => {
  rig = harbour(({ method, user }) =>
    method === 'POST'
      ? { json: { id: '1', name: `of ${user}` }, delayMs: 10 }
      : { json: [{ id: '1', name: `of ${user}` }] },
  )
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const observer = new MutationObserver(queryClient, q.vessels.rename.mutationOptions())
  stops.push(observer.subscribe(() => {}))
  const done = observer.mutate({ params: { id: '1' }, body: { name: 'x' } }).then(
    () => 'done',
    (error: { kind: string }) => error.kind,
  )
  const left = rig.signIn('ben')
  await clock.advance(10)
  await left
  await clock.advance(10)
  expect(['done', 'rejected']).toContain(await done)
  expect(observer.getCurrentResult()).toMatchObject({ status: 'idle', data: undefined, variables: undefined })
})

test('offline at the start: what was asked for before it was known for whom is asked for once the network is there', async () => {
  rig = harbour(({ user }) => ({ json: [{ id: '1', name: `of ${user}` }] }))
  onlineManager.setOnline(false)
  const { q, queryClient, clock } = rig
  const observer = new QueryObserver(queryClient, q.vessels.list.queryOptions())
  stops.push(observer.subscribe(() => {}))
  const loader = queryClient.query(q.vessels.list.queryOptions({ query: { flag: 'a' } })).catch(() => 'ended')
  await clock.advance(10)
  await rig.signIn('ida')
  await clock.advance(10)
  onlineManager.setOnline(true)
  await clock.advance(50)
  expect(observer.getCurrentResult()).toMatchObject({ status: 'success', fetchStatus: 'idle' })
  expect(JSON.stringify(observer.getCurrentResult().data)).toMatch(/of ida/)
  await loader
  expect(queryClient.isFetching()).toBe(0)
})
