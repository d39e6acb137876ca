import { createClient, post } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { createQueries } from '@fairlead/query'
import { type FairleadProviderProps, useSession, useUpload } from '@fairlead/react'
import { useChannel, useConnection } from '@fairlead/react/ws'
import { connect } from '@fairlead/ws'
import { expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'

const client = createClient({
  baseUrl: 'https://harbour.example',
  contract: {
    upload: post('/documents', {
      body: z.instanceof(Blob),
      responses: { 201: z.object({ id: z.string() }), 413: z.object({ maxBytes: z.number() }) },
    }),
  },
  plugins: [queue()],
})
const q = createQueries(client)
const connectLive = () =>
  connect(client, {
    url: '/live',
    messages: {
      channels: {
        berths: { params: z.object({ harbour: z.string() }), messages: { freed: z.object({ berth: z.string() }) } },
        tower: { messages: { said: z.string() } },
      },
    },
  })

/** Never called: the compiler is the test. */
export function Typed({ live }: { readonly live: ReturnType<typeof connectLive> }) {
  const { data, error, mutate, mutateAsync } = useUpload(q.upload)
  expectTypeOf(data).toEqualTypeOf<{ id: string } | undefined>()
  if (error?.kind === 'http' && error.status === 413) expectTypeOf(error.data).toEqualTypeOf<{ maxBytes: number }>()
  mutate({ body: new Blob() }, { priority: 'low' })
  expectTypeOf(mutateAsync({ body: new Blob() })).toEqualTypeOf<Promise<{ id: string }>>()
  // @ts-expect-error -- no body
  mutate({})
  // @ts-expect-error -- its progress is in the view
  mutate({ body: new Blob() }, { onUploadProgress: () => {} })
  // @ts-expect-error -- no endpoint
  useUpload(q)
  expectTypeOf(useSession().identity).toEqualTypeOf<string>()
  expectTypeOf(useConnection(live).state).toEqualTypeOf<typeof live.state>()
  useChannel(
    live,
    'berths',
    { harbour: 'rotterdam' },
    { freed: ({ berth }) => expectTypeOf(berth).toEqualTypeOf<string>() },
  )
  useChannel(live, 'tower', { said: (text) => expectTypeOf(text).toEqualTypeOf<string>() })
  // @ts-expect-error -- no such channel
  useChannel(live, 'pilots', {})
  // @ts-expect-error -- params are missing
  useChannel(live, 'berths', { freed: () => {} })
  // @ts-expect-error -- no such message
  useChannel(live, 'tower', { shouted: () => {} })
}

test('the provider takes what createQueries has made', () => {
  expectTypeOf(q).toExtend<FairleadProviderProps['queries']>()
  expect(Object.keys(q)).toEqual(['upload'])
})
