import { connectQueries, createQueries, dehydrateQueries } from '@fairlead/query'
import { type DehydratedState, QueryClient, QueryObserver, hydrate } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
afterEach(() => rig.close())

test.each([
  ['is not asked for again as long as the server said', 'max-age=60', 1],
  ['is asked for again where the server said nothing', '', 2],
  ['is asked for again where the server said so', 'no-cache', 2],
])('what was rendered on a server %s', async (_name, control, requests) => {
  rig = harbour(() => ({ json: { level: 3 }, ...(control && { headers: { 'cache-control': control } }) }))
  const { client, clock, q, queryClient, paths } = rig
  await queryClient.query(q.tides.now.queryOptions())
  const state = JSON.stringify(dehydrateQueries(q, queryClient))
  const page = new QueryClient()
  const own = createQueries(client)
  const end = connectQueries(own, page)
  hydrate(page, JSON.parse(state) as DehydratedState)
  const observer = new QueryObserver(page, own.tides.now.queryOptions())
  expect(observer.getCurrentResult().data).toEqual({ level: 3 })
  const stop = observer.subscribe(() => {})
  await clock.advance(10)
  expect(paths()).toHaveLength(requests)
  stop()
  end()
})
