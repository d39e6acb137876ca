import { createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { skipToken, useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/vue-query'
import { expect, expectTypeOf, test } from 'vitest'
import { type Ref, ref } from 'vue'
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
  },
}
const q = createQueries(createClient({ baseUrl: 'https://harbour.example', contract }))

/** Never called: the compiler is the test. */
export function typed(id: Ref<string | undefined>) {
  const query = useQuery(() => q.vessels.byId.queryOptions(id.value ? { params: { id: id.value } } : skipToken))
  expectTypeOf(query.data.value).toEqualTypeOf<{ id: string; name: string } | undefined>()
  if (query.error.value?.kind === 'http' && query.error.value.status === 404)
    expectTypeOf(query.error.value.data).toEqualTypeOf<{ missing: string }>()
  const name = useQuery(() => q.vessels.byId.queryOptions({ params: { id: '1' } }, { select: (vessel) => vessel.name }))
  expectTypeOf(name.data.value).toEqualTypeOf<string | undefined>()
  const pages = useInfiniteQuery(() =>
    q.vessels.list.infiniteOptions((cursor: string | undefined) => ({ query: { cursor } }), {
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
  expectTypeOf(pages.data.value?.pages[0]?.items).toEqualTypeOf<{ id: string; name: string }[] | undefined>()
  const rename = useMutation(() => q.vessels.rename.mutationOptions({ onSuccess: (vessel) => vessel.name }))
  rename.mutate({ params: { id: '1' }, body: { name: 'x' } })
  // @ts-expect-error -- no name
  rename.mutate({ params: { id: '1' }, body: {} })
  const both = useQueries({
    queries: [q.vessels.byId.queryOptions({ params: { id: '1' } }), q.vessels.list.queryOptions()],
  })
  expectTypeOf(both.value[0].data).toEqualTypeOf<{ id: string; name: string } | undefined>()
}

test('the options of queries fit the composables', () => {
  expect(ref(q.vessels.byId.key()).value).toEqual([{ api: 'https://harbour.example' }, ['vessels', 'byId']])
})
