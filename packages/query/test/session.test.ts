import { QueryObserver, keepPreviousData } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
afterEach(() => rig.close())

const byUser = ({ path, user }: { path: string; user: string }) =>
  path === '/tides' ? { json: { level: 3 } } : { json: [{ id: '1', name: `of ${user || 'nobody'}` }] }

test('a mounted query asks for the data of whoever is there now, and never shows those of the one before', async () => {
  rig = harbour(byUser)
  const { q, queryClient, signIn, client, clock, paths } = rig
  await signIn('ida')
  const shown: string[] = []
  const observer = new QueryObserver(queryClient, {
    ...q.vessels.list.queryOptions(),
    placeholderData: keepPreviousData,
  })
  const stop = observer.subscribe(({ data }) => shown.push(data?.[0]?.name ?? '-'))
  await clock.advance(10)
  expect(shown.at(-1)).toBe('of ida')
  shown.length = 0
  await signIn('ben')
  await clock.advance(10)
  expect(shown).not.toContain('of ida')
  expect(shown.at(-1)).toBe('of ben')
  await client.auth.signOut()
  await clock.advance(10)
  expect(shown.at(-1)).toBe('of nobody')
  expect(paths()).toEqual(['ida GET /vessels', 'ben GET /vessels', 'GET /vessels'])
  expect(
    queryClient
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey[0]),
  ).toEqual([{ api: 'https://harbour.example/api', session: '' }])
  stop()
})

test('public data stay', async () => {
  rig = harbour(byUser)
  const { q, queryClient, signIn, clock, paths } = rig
  await signIn('ida')
  await queryClient.query(q.tides.now.queryOptions())
  await signIn('ben')
  await clock.advance(10)
  expect(queryClient.getQueryData(q.tides.now.queryOptions().queryKey)).toEqual({ level: 3 })
  expect(paths()).toEqual(['GET /tides'])
})
