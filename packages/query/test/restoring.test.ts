import { MutationObserver, QueryObserver } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
afterEach(() => rig.close())

test('a mutation that was set up before it was known who is there is not forgotten when its component is drawn again', async () => {
  rig = harbour(() => ({ json: { id: '1', name: 'Boreas' } }))
  const { q, queryClient, clock, client } = rig
  expect(client.session.state).toBe('restoring')
  const options = () => q.vessels.rename.mutationOptions()
  const observer = new MutationObserver(queryClient, options())
  await clock.advance(10)
  expect(client.session.state).toBe('anonymous')
  const done = observer.mutate({ params: { id: '1' }, body: { name: 'Boreas' } })
  observer.setOptions(options())
  expect(observer.getCurrentResult().status).toBe('pending')
  await clock.advance(10)
  await expect(done).resolves.toMatchObject({ name: 'Boreas' })
  expect(observer.getCurrentResult().status).toBe('success')
  observer.setOptions(options())
  expect(observer.getCurrentResult().status).toBe('success')
})

test('whoever comes after the one who was waited for is somebody else', async () => {
  rig = harbour(() => ({ json: { id: '1', name: 'Boreas' } }))
  const { q, signIn } = rig
  const [[scope]] = [q.vessels.rename.mutationOptions().mutationKey]
  const [[early]] = [q.vessels.rename.mutationOptions().mutationKey]
  await rig.clock.advance(10)
  expect(early.session).toBe('')
  await signIn('ida')
  expect(scope.session).toBe(null)
  expect(early.session).toBe('')
})

test('what was asked for before it was known who is there is found under the key of whoever is, and asked for once', async () => {
  rig = harbour(() => ({ json: [{ id: '1', name: 'Aurora' }], delayMs: 10 }))
  const { q, queryClient, clock, paths } = rig
  // As a component that suspends does: it has no observer yet.
  const early = queryClient.query(q.vessels.list.queryOptions())
  await clock.advance(5)
  const observer = new QueryObserver(queryClient, q.vessels.list.queryOptions())
  const stop = observer.subscribe(() => {})
  await clock.advance(10)
  await expect(early).resolves.toHaveLength(1)
  expect(observer.getCurrentResult().data).toHaveLength(1)
  expect(paths()).toEqual(['GET /vessels'])
  const keys = queryClient.getQueryCache().getAll()
  expect(keys.map(({ queryKey }) => queryKey[0])).toEqual([{ api: 'https://harbour.example/api', session: '' }])
  stop()
})

test('what fails for whoever turns out to be there has failed for them', async () => {
  rig = harbour(() => ({ status: 404, json: { title: 'gone' } }))
  const { q, queryClient, clock, paths } = rig
  const input = { params: { id: '1' } }
  const early = queryClient.query(q.vessels.byId.queryOptions(input))
  early.catch(() => {})
  await clock.advance(10)
  await expect(early).rejects.toMatchObject({ kind: 'http', status: 404 })
  const { queryKey } = q.vessels.byId.queryOptions(input)
  expect(queryClient.getQueryState(queryKey)).toMatchObject({ status: 'error', error: { kind: 'http', status: 404 } })
  expect(paths()).toHaveLength(1)
})

test('who waits for what is mounted before it is known who is there gets the answer, which is fresh as long as it says', async () => {
  rig = harbour(() => ({
    json: [{ id: '1', name: 'Aurora' }],
    delayMs: 10,
    headers: { 'cache-control': 'max-age=60' },
  }))
  const { q, queryClient, clock, paths, client } = rig
  expect(client.session.state).toBe('restoring')
  const options = queryClient.defaultQueryOptions(q.vessels.list.queryOptions())
  const observer = new QueryObserver(queryClient, options)
  const seen: unknown[] = []
  const stop = observer.subscribe(({ status }) => seen.push(status))
  // As `suspense()` does.
  const waited = observer.fetchOptimistic(options)
  await clock.advance(20)
  await expect(waited).resolves.toMatchObject({ status: 'success' })
  expect(observer.getCurrentResult().data).toHaveLength(1)
  expect(observer.getCurrentResult().isStale).toBe(false)
  expect(seen).not.toContain('error')
  expect(paths()).toEqual(['GET /vessels'])
  await clock.advance(10)
  expect(queryClient.getQueryCache().getAll()).toHaveLength(1)
  stop()
})

test('what is asked for before it is known who is there is given up when nobody looks any more', async () => {
  rig = harbour(() => ({ hang: true }))
  const { q, queryClient, clock, signals } = rig
  const stop = new QueryObserver(queryClient, q.vessels.list.queryOptions()).subscribe(() => {})
  await clock.advance(10)
  expect(signals().map(({ aborted }) => aborted)).toEqual([false])
  stop()
  await clock.advance(10)
  expect(signals().map(({ aborted }) => aborted)).toEqual([true])
  expect(queryClient.isFetching()).toBe(0)
})
