import { hostOfQueries } from '@fairlead/query'
import { useSession } from '@fairlead/vue'
import { keepPreviousData, useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/vue-query'
import { afterEach, expect, test } from 'vitest'
import { type Component, defineComponent, h, nextTick } from 'vue'
import { type Rig, ofUser, showTo } from './support/users.ts'

let app: Awaited<ReturnType<typeof showTo>>
afterEach(() => app.close())

const vessels: Record<string, (rig: Rig) => Component> = {
  useQuery: ({ q }) =>
    defineComponent(() => {
      const { data } = useQuery(() => q.vessels.list.queryOptions({}, { placeholderData: keepPreviousData }))
      return () => h('p', data.value?.[0]?.name ?? 'loading')
    }),
  useInfiniteQuery: ({ q }) =>
    defineComponent(() => {
      const { data } = useInfiniteQuery(() =>
        q.vessels.list.infiniteOptions(() => ({}), {
          initialPageParam: 0,
          getNextPageParam: () => undefined,
          placeholderData: keepPreviousData,
        }),
      )
      return () => h('p', data.value?.pages[0]?.[0]?.name ?? 'loading')
    }),
  useQueries: ({ q }) =>
    defineComponent(() => {
      const all = useQueries({
        queries: () => [q.vessels.list.queryOptions({}, { placeholderData: keepPreviousData })],
      })
      return () => h('p', all.value[0]?.data?.[0]?.name ?? 'loading')
    }),
}

test.each(Object.keys(vessels))(
  '%s asks once for each who comes, and shows nothing of the one before',
  async (name) => {
    app = await showTo('ida', vessels[name] as (rig: Rig) => Component)
    await expect.poll(app.text).toBe('of ida')
    app.texts.length = 0
    await app.signIn('ben')
    await expect.poll(app.text).toBe('of ben')
    await app.client.auth.signOut()
    await expect.poll(app.text).toBe('of nobody')
    expect(app.texts).toEqual(['loading', 'of ben', 'loading', 'of nobody'])
    expect(app.paths()).toEqual(['ida GET /vessels', 'ben GET /vessels', 'GET /vessels'])
    expect(app.queryClient.getQueryCache().getAll()).toHaveLength(1)
    expect(app.warnings).toEqual([])
  },
)

test('who is signed in and what is shown of them go together', async () => {
  app = await showTo('ida', ({ q }) =>
    defineComponent(() => {
      const { state } = useSession()
      const { data } = useQuery(() => q.vessels.list.queryOptions())
      return () => h('p', `${state.value}, ${data.value?.[0]?.name ?? 'loading'}`)
    }),
  )
  await expect.poll(app.text).toBe('authenticated, of ida')
  await app.client.auth.signOut()
  await expect.poll(app.text).toBe('ended, of nobody')
  await app.signIn('ben')
  await expect.poll(app.text).toBe('authenticated, of ben')
  const pairs = ['authenticated, of ida', 'ended, of nobody', 'authenticated, of ben']
  expect(app.texts.filter((text) => !text.endsWith('loading'))).toEqual(pairs)
})

test('a query that is asked again by hand asks as whoever is there now', async () => {
  let again: () => Promise<unknown> = () => Promise.reject(new Error('not mounted'))
  let evaluations = 0
  app = await showTo('ida', ({ q }) =>
    defineComponent(() => {
      const { data, refetch } = useQuery(() => {
        evaluations++
        return q.vessels.list.queryOptions()
      })
      again = refetch
      return () => h('p', data.value?.[0]?.name ?? 'loading')
    }),
  )
  await expect.poll(app.text).toBe('of ida')
  await app.signIn('ben')
  await expect.poll(app.text).toBe('of ben')
  expect(evaluations).toBeLessThanOrEqual(3)
  await again()
  expect(app.paths()).toEqual(['ida GET /vessels', 'ben GET /vessels', 'ben GET /vessels'])
  expect(app.text()).toBe('of ben')
})

test('an answer to the user before, who has gone while it was on its way, is shown to nobody', async () => {
  const late = Promise.withResolvers<{ json: unknown }>()
  app = await showTo('ida', vessels['useQuery'] as (rig: Rig) => Component, (asked) =>
    asked.user === 'ida' ? (late.promise as never) : ofUser(asked),
  )
  await expect.poll(app.paths).toEqual(['ida GET /vessels'])
  await app.signIn('ben')
  late.resolve({ json: [{ id: '1', name: 'of ida' }] })
  await expect.poll(app.text).toBe('of ben')
  expect(app.texts).toEqual(['loading', 'of ben'])
  expect(
    JSON.stringify(
      app.queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    ),
  ).not.toContain('ida')
})

test('a query that is first asked between two users is asked once, as the second', async () => {
  app = await showTo('ida', vessels['useQuery'] as (rig: Rig) => Component)
  await expect.poll(app.text).toBe('of ida')
  const signedOut = app.client.auth.signOut()
  const signedIn = app.signIn('ben')
  await Promise.all([signedOut, signedIn])
  await expect.poll(app.text).toBe('of ben')
  expect(app.texts.filter((text) => text === 'of ida')).toHaveLength(1)
  expect(app.paths().filter((path) => path.startsWith('ben'))).toHaveLength(1)
})

test('options that were made once for all are those of their user: for another they fail, and show nothing', async () => {
  let again: () => Promise<unknown> = () => Promise.reject(new Error('not mounted'))
  app = await showTo('ida', ({ q }) =>
    defineComponent(() => {
      const { data, error, refetch } = useQuery(q.vessels.list.queryOptions())
      again = refetch
      return () => h('p', error.value ? error.value.kind : (data.value?.[0]?.name ?? 'loading'))
    }),
  )
  await expect.poll(app.text).toBe('of ida')
  app.texts.length = 0
  await app.signIn('ben')
  await expect.poll(app.text).toBe('of ben')
  await again()
  await expect.poll(app.text).toBe('rejected')
  expect(app.texts.join()).not.toContain('ida')
})

test('what a user has written is not shown to the next', async () => {
  let write: (input: { params: { id: string }; body: { name: string } }) => void = () => {}
  app = await showTo(
    'ida',
    ({ q }) =>
      defineComponent(() => {
        const { variables, mutate } = useMutation(() => q.vessels.rename.mutationOptions())
        write = mutate
        return () => h('p', variables.value?.body.name ?? 'nothing')
      }),
    () => ({ json: { id: '1', name: 'x' } }),
  )
  write({ params: { id: '1' }, body: { name: 'Emma' } })
  await expect.poll(app.text).toBe('Emma')
  await app.signIn('ben')
  await nextTick()
  expect(app.text()).toBe('nothing')
})

test('an app that is unmounted has let go of all: nothing is asked for the next user, and nothing heard', async () => {
  app = await showTo('ida', vessels['useQuery'] as (rig: Rig) => Component)
  await expect.poll(app.text).toBe('of ida')
  const { tracks } = hostOfQueries(app.q)
  expect(tracks.size).toBe(1)
  app.app.unmount()
  expect(tracks.size).toBe(0)
  await app.signIn('ben')
  app.client.tags.invalidate(['vessels'])
  await app.clock.advance(1_000)
  expect(app.paths()).toEqual(['ida GET /vessels'])
  await expect(app.queryClient.query(app.q.vessels.list.queryOptions())).rejects.toMatchObject({ kind: 'config' })
})
