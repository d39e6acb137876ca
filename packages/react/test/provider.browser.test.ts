import { registerQueries } from '@fairlead/query'
import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { query } from '../../query/test/behaviour/driver.ts'
import { type Harbour, harbour } from '../../query/test/behaviour/harbour.ts'
import { type Page, pageOf } from '../../query/test/behaviour/page.ts'
import { react } from './driver.tsx'

let page: Page | undefined
afterEach(() => page?.close())

/** How many listen to the tags of a client. */
function listeners({ client }: Harbour) {
  const count = { now: 0, ever: 0 }
  const { subscribe } = client.tags
  client.tags.subscribe = (listener) => {
    count.now++
    count.ever++
    const release = subscribe.call(client.tags, listener)
    return () => {
      count.now--
      release()
    }
  }
  return count
}

const tide = (rig: () => Harbour) =>
  query(
    'tide',
    () => rig().q.tides.now.queryOptions(),
    ({ data, error }) => error?.message ?? `${data?.level}`,
  )

test('it connects once, StrictMode or not, and lets go when it is unmounted', async () => {
  const rig = harbour(() => ({ json: { level: 3 } }))
  const count = listeners(rig)
  page = pageOf(react, rig, [tide(() => rig)])
  await page.settles('tide', '3')
  const { now } = count
  expect(count.ever).toBe(now)
  expect(now).toBeGreaterThan(0)
  page.unmount()
  expect(count.now).toBe(0)
})

test('what a loader has asked for before the provider is there is not asked for again', async () => {
  const rig = harbour(() => ({ json: { level: 3 }, headers: { 'cache-control': 'max-age=60' } }))
  registerQueries(rig.q, rig.queryClient)
  await rig.queryClient.query(rig.q.tides.now.queryOptions())
  page = pageOf(react, rig, [tide(() => rig)])
  await page.settles('tide', '3')
  expect(rig.paths()).toEqual(['GET /tides'])
})

test('another QueryClient, and other queries by the same name, are followed; those before are let go', async () => {
  const [one, two] = [harbour(() => ({ json: { level: 1 } })), harbour(() => ({ json: { level: 2 } }))]
  const counts = [listeners(one), listeners(two)]
  page = pageOf(react, one, [])
  const followed = () => counts.map((count) => count.now > 0)
  expect(followed()).toEqual([true, false])
  const around = { failed: (error: unknown) => page?.failures.push(error), strict: true }
  page.surround?.({ ...around, queryClient: one.queryClient, queries: two.q })
  expect(followed()).toEqual([false, true])
  const queryClient = new QueryClient()
  page.surround?.({ ...around, queryClient, queries: two.q })
  expect(followed()).toEqual([false, true])
  page.show([tide(() => two)])
  await page.settles('tide', '2')
  expect(queryClient.getQueryData(two.q.tides.now.queryOptions().queryKey)).toEqual({ level: 2 })
  expect(page.failures).toEqual([])
  expect(one.paths()).toEqual([])
})
