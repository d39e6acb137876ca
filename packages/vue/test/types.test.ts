import { createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { fairlead, useSession, useUpload } from '@fairlead/vue'
import { useChannel, useConnection } from '@fairlead/vue/ws'
import type { Connection } from '@fairlead/ws'
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
  documents: {
    upload: post('/documents', {
      body: z.instanceof(Blob),
      responses: { 201: z.object({ bytes: z.number() }), 413: z.object({ limit: z.number() }) },
    }),
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

/** Never called: what this package adds. */
export function own() {
  const { state, identity } = useSession()
  expectTypeOf(state.value).toEqualTypeOf<'restoring' | 'anonymous' | 'authenticated' | 'ended'>()
  // @ts-expect-error -- what is shown is not written to
  identity.value = 'ida'
  const upload = useUpload(q.documents.upload)
  upload.mutate({ body: new Blob() }, { headers: { 'x-berth': '7' } })
  expectTypeOf(upload.data.value).toEqualTypeOf<{ bytes: number } | undefined>()
  if (upload.error.value?.kind === 'http' && upload.error.value.status === 413)
    expectTypeOf(upload.error.value.data).toEqualTypeOf<{ limit: number }>()
  expectTypeOf(upload.totalBytes.value).toEqualTypeOf<number | undefined>()
  // @ts-expect-error -- no body
  upload.mutate({})
  // @ts-expect-error -- its progress is shown already
  upload.mutate({ body: new Blob() }, { onUploadProgress: () => {} })
  // @ts-expect-error -- the group, not an endpoint
  useUpload(q.documents)
  // @ts-expect-error -- no queries
  fairlead({})
  // @ts-expect-error -- an unknown option
  fairlead({ queries: q, client: 1 })
}

/** Never called: the ways to hold the composables of vue-query wrongly. */
export function wrong(id: Ref<string>) {
  // @ts-expect-error -- no id
  useQuery(() => q.vessels.byId.queryOptions({ params: {} }))
  // @ts-expect-error -- no input
  useQuery(() => q.vessels.byId.queryOptions())
  // @ts-expect-error -- the ref, not what it holds
  useQuery(() => q.vessels.byId.queryOptions({ params: { id } }))
  // @ts-expect-error -- an option that there is not
  useQuery(() => q.vessels.byId.queryOptions({ params: { id: id.value } }, { stale: 1 }))
  // @ts-expect-error -- the signal is vue-query's
  useQuery(() => q.vessels.byId.queryOptions({ params: { id: id.value } }, { call: { signal: AbortSignal.abort() } }))
  const { data, error } = useQuery(() => q.vessels.byId.queryOptions({ params: { id: id.value } }))
  // @ts-expect-error -- may not be there yet
  void data.value.name
  // @ts-expect-error -- not before its kind and status are known
  void error.value?.data.missing
  // @ts-expect-error -- where a page comes from has to be said
  useInfiniteQuery(() => q.vessels.list.infiniteOptions(() => ({}), { initialPageParam: undefined }))
  const rename = useMutation(() => q.vessels.rename.mutationOptions())
  // @ts-expect-error -- no variables
  rename.mutate()
  // @ts-expect-error -- a mutation is no query
  useQuery(() => q.vessels.rename.mutationOptions())
}

/** Never called: live connections. */
export function live(connection: Connection<typeof messages, 'resumable'>, harbour: Ref<string>) {
  const { status } = useChannel(connection, 'berths', () => ({ harbour: harbour.value }), {
    moved: (berth) => expectTypeOf(berth).toEqualTypeOf<{ id: string }>(),
  })
  expectTypeOf(status.value).toEqualTypeOf<'pending' | 'success' | 'error'>()
  useChannel(connection, 'tower', { said: (text) => expectTypeOf(text).toEqualTypeOf<string>() })
  expectTypeOf(useConnection(connection).state.value).toEqualTypeOf<Connection<object, 'resumable'>['state']>()
  // @ts-expect-error -- no such channel
  useChannel(connection, 'quays', {})
  // @ts-expect-error -- no params
  useChannel(connection, 'berths', {})
  // @ts-expect-error -- no such message
  useChannel(connection, 'tower', { shouted: () => {} })
}
const messages = {
  channels: {
    berths: { params: z.object({ harbour: z.string() }), messages: { moved: z.object({ id: z.string() }) } },
    tower: { messages: { said: z.string() } },
  },
}

test('the options of queries fit the composables', () => {
  expect(ref(q.vessels.byId.key()).value).toEqual([{ api: 'https://harbour.example' }, ['vessels', 'byId']])
})
