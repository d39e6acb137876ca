import { createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import {
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const contract = {
  vessels: {
    list: get('/vessels', {
      query: z.object({ cursor: z.string().optional() }),
      responses: { 200: z.object({ items: z.array(Vessel), next: z.string().nullable() }) },
    }),
    byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: z.object({ missing: z.string() }) } }),
    rename: post('/vessels/{id}', { body: z.object({ name: z.string() }), responses: { 200: Vessel, 409: Vessel } }),
    sink: post('/sink', { responses: { 204: null } }),
  },
}
const client = createClient({ baseUrl: 'https://harbour.example', contract })
const q = createQueries(client)

/** Never called: the compiler is the test. */
export function Typed({ id }: { id: string | undefined }) {
  const query = useQuery(q.vessels.byId.queryOptions(id ? { params: { id } } : skipToken))
  expectTypeOf(query.data).toEqualTypeOf<{ id: string; name: string } | undefined>()
  if (query.error?.kind === 'http' && query.error.status === 404)
    expectTypeOf(query.error.data).toEqualTypeOf<{ missing: string }>()
  const name = useQuery(q.vessels.byId.queryOptions({ params: { id: '1' } }, { select: (vessel) => vessel.name }))
  expectTypeOf(name.data).toEqualTypeOf<string | undefined>()
  const sure = useSuspenseQuery(q.vessels.byId.queryOptions({ params: { id: '1' } }))
  expectTypeOf(sure.data).toEqualTypeOf<{ id: string; name: string }>()
  const pages = useInfiniteQuery(
    q.vessels.list.infiniteOptions((cursor: string | undefined) => ({ query: { cursor } }), {
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
  expectTypeOf(pages.data?.pages[0]?.items).toEqualTypeOf<{ id: string; name: string }[] | undefined>()
  const rename = useMutation(q.vessels.rename.mutationOptions({ onSuccess: (vessel) => vessel.name }))
  rename.mutate({ params: { id: '1' }, body: { name: 'x' } })
  // @ts-expect-error -- no name
  rename.mutate({ params: { id: '1' }, body: {} })
  if (rename.error?.kind === 'http' && rename.error.status === 409)
    expectTypeOf(rename.error.data).toEqualTypeOf<{ id: string; name: string }>()
  const sink = useMutation(q.vessels.sink.mutationOptions())
  sink.mutate()
  const both = useQueries({
    queries: [q.vessels.byId.queryOptions({ params: { id: '1' } }), q.vessels.list.queryOptions()],
  })
  expectTypeOf(both[0].data).toEqualTypeOf<{ id: string; name: string } | undefined>()
  const kept = useQueryClient().getQueryData(q.vessels.byId.queryOptions({ params: { id: '1' } }).queryKey)
  expectTypeOf(kept).toEqualTypeOf<{ id: string; name: string } | undefined>()
  // @ts-expect-error -- no id
  q.vessels.byId.queryOptions({ params: {} })
  // @ts-expect-error -- no such option
  q.vessels.byId.queryOptions({ params: { id: '1' } }, { staletime: 5 })
  // @ts-expect-error -- no queue, no priority
  q.vessels.byId.queryOptions({ params: { id: '1' } }, { call: { priority: 'high' } })
}

test('the options of queries fit the hooks', () => {
  expect(q.vessels.byId.key({ params: { id: '1' } })).toEqual([
    { api: 'https://harbour.example' },
    ['vessels', 'byId'],
    { params: { id: '1' } },
  ])
})
