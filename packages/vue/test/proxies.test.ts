import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { createClient, get, isFairleadError } from '@fairlead/core'
import { QueryClient, VueQueryPlugin, environmentManager, useQuery } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createQueries } from '@fairlead/query'
import { createSSRApp, effectScope, isProxy } from 'vue'
import { fairlead } from '@fairlead/vue'
import * as z from 'zod'

/** What a proxy is not: private members are of the object itself. */
class Depth {
  readonly #metres: number
  constructor(metres: number) {
    this.#metres = metres
  }
  get feet(): number {
    return Math.round(this.#metres / 0.3048)
  }
}

const contract = {
  depth: get('/depth', {
    responses: { 200: z.object({ metres: z.number() }), 404: z.object({ title: z.string() }) },
    transform: ({ metres }) => ({ at: new Depth(metres) }),
  }),
}
const clock = createVirtualClock()
beforeEach(() => environmentManager.setIsServer(() => false))
afterEach(() => environmentManager.setIsServer(() => typeof window === 'undefined'))

async function shown(answer: Answer, shallow: boolean) {
  const transport = mockTransport(() => answer, { runtime: clock })
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock, transport, contract })
  const q = createQueries(client)
  const queryClient = new QueryClient({ defaultOptions: { queries: { shallow } } })
  const app = createSSRApp({})
    .use(VueQueryPlugin, { queryClient })
    .use(fairlead({ queries: q }))
  const scope = effectScope()
  const query = scope.run(() => app.runWithContext(() => useQuery(() => q.depth.queryOptions())))
  await clock.advance(10)
  scope.stop()
  return {
    data: query?.data.value,
    error: query?.error.value,
    kept: queryClient.getQueryData(q.depth.queryOptions().queryKey),
  }
}

test('data are read-only all the way down, which an object with private members does not survive', async () => {
  const { data, kept } = await shown({ json: { metres: 12 } }, false)
  expect(isProxy(data)).toBe(true)
  expect(data).not.toBe(kept)
  expect(() => data?.at.feet).toThrow(TypeError)
})

test('data are what the contract makes of them where they are shallow', async () => {
  const { data, kept } = await shown({ json: { metres: 12 } }, true)
  expect(data).toBe(kept)
  expect(data?.at.feet).toBe(39)
})

test.each([true, false])('an error is the error itself (shallow: %s)', async (shallow) => {
  const { error } = await shown({ status: 404, json: { title: 'no soundings' } }, shallow)
  expect(isProxy(error)).toBe(false)
  expect(isFairleadError(error)).toBe(true)
  expect(error?.kind === 'http' && error.status === 404 && error.data.title).toBe('no soundings')
})
