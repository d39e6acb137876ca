import { createClient } from '@fairlead/core'
import { hang, networkError } from '@fairlead/testing'
import { handlersFor } from '@fairlead/testing/msw'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aurora, contract } from '../mock-fetch/harbour.ts'

const baseUrl = 'https://harbour.example/api'
const params = { id: 'aurora' }
const server = setupServer(
  ...handlersFor(
    contract,
    {
      vessels: {
        list: ({ query: { page } }) => (page === 1 ? [aurora] : []),
        byId: ({ reply }) => reply(404, { title: 'No such vessel' }),
        moor: async ({ body, reply }) => reply(409, { takenBy: body.berth }),
      },
    },
    { baseUrl },
  ),
  http.get(`${baseUrl}/loose`, () => HttpResponse.json('theirs')),
)
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

// The platform's own fetch, which MSW intercepts.
const { vessels } = createClient({ baseUrl, contract, retry: false }).api

describe('handlers for MSW', () => {
  test('answer a client as the contract says, its errors too', async () => {
    expect(await vessels.list({ query: { page: 1 } })).toEqual([aurora])
    expect(await vessels.list({ query: { page: 2 } })).toEqual([])
    expect(await vessels.byId({ params }).result()).toMatchObject({ status: 404, data: { title: 'No such vessel' } })
    expect(await vessels.moor({ params, body: { berth: 'N4' } }).result()).toMatchObject({
      status: 409,
      data: { takenBy: 'N4' },
    })
  })

  test('leave endpoints without a handler to those that come after', async () => {
    expect(await vessels.loose()).toBe('theirs')
  })

  test('stand before others with use, until they are reset', async () => {
    server.use(...handlersFor(contract, { vessels: { byId: aurora } }, { baseUrl: '/api' }))
    expect(await vessels.byId({ params })).toEqual(aurora)
    server.resetHandlers()
    expect(await vessels.byId({ params }).result()).toMatchObject({ status: 404 })
  })

  test('fail as a connection does, and hang until the caller goes', async () => {
    server.use(...handlersFor(contract, { vessels: { byId: networkError(), list: hang() } }, { baseUrl }))
    expect(await vessels.byId({ params }).result()).toMatchObject({ error: { kind: 'network' } })
    const gone = AbortSignal.abort('enough')
    expect(await vessels.list({}, { signal: gone }).result()).toMatchObject({ error: { kind: 'abort' } })
    const controller = new AbortController()
    const call = vessels.list({}, { signal: controller.signal }).result()
    controller.abort('enough')
    expect(await call).toMatchObject({ error: { kind: 'abort', cause: 'enough' } })
  })
})
