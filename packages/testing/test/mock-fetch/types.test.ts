import { type MockFetch, hang, mockFetch, networkError, stream } from '@fairlead/testing'
import { describe, expectTypeOf, test } from 'vitest'
import { aurora, contract } from './harbour.ts'

describe('types of handlers', () => {
  test('a handler sees the parts as the schemas deliver them', () => {
    mockFetch(contract, {
      vessels: {
        list: ({ query }) => {
          expectTypeOf(query).toEqualTypeOf<{ page: number; flags?: string[] | undefined; q?: string | undefined }>()
          return []
        },
        byId: ({ params, query, headers, body }) => {
          expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>()
          expectTypeOf(query).toEqualTypeOf<Readonly<Record<string, string | readonly string[]>>>()
          expectTypeOf(headers).toEqualTypeOf<Readonly<Record<string, string>>>()
          expectTypeOf(body).toEqualTypeOf<unknown>()
          return aurora
        },
        moor: ({ params, body, reply }) => {
          expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>()
          expectTypeOf(body).toEqualTypeOf<{ berth: string }>()
          return reply(201, { from: new Date(0) })
        },
        file: ({ params }) => {
          expectTypeOf(params).toEqualTypeOf<{ readonly id: string; readonly format: string }>()
          return 'text'
        },
      },
    })
  })

  test('an answer is one that the contract declares', () => {
    const mock = mockFetch(contract, {
      vessels: {
        list: ({ reply }) => reply(503, { title: 'by default' }),
        byId: async ({ reply }) => reply(404, { title: 'No such vessel' }, { delayMs: 5, headers: { 'x-a': 'b' } }),
        moor: ({ params, reply }) => (params.id ? reply(409, { takenBy: 'Borea' }) : reply(422, { title: 'by range' })),
        remove: ({ reply }) => reply(204),
        loose: ({ reply }) => reply(299, { any: ['thing'] }),
        file: ({ reply }) => reply(200, new Blob(['a'])),
        positions: stream(['a']),
        order: new Response(),
      },
    })
    mockFetch(contract, {
      vessels: { byId: networkError(), moor: hang(), remove: () => undefined, file: 'text', loose: 1 },
    })
    expectTypeOf(mock).toEqualTypeOf<MockFetch<typeof contract>>()
  })

  test('anything else does not compile', () => {
    const wrong = (): void => {
      // @ts-expect-error -- a status that is not declared
      mockFetch(contract, { vessels: { byId: ({ reply }) => reply(418, { title: '' }) } })
      // @ts-expect-error -- the body of another status
      mockFetch(contract, { vessels: { byId: ({ reply }) => reply(404, aurora) } })
      // @ts-expect-error -- a value that the schema does not take
      mockFetch(contract, { vessels: { byId: ({ reply }) => reply(200, { ...aurora, kind: 'liner' }) } })
      // @ts-expect-error -- a body where there is none
      mockFetch(contract, { vessels: { remove: ({ reply }) => reply(204, {}) } })
      // @ts-expect-error -- the body is missing
      mockFetch(contract, { vessels: { byId: ({ reply }) => reply(200) } })
      // @ts-expect-error -- data that are not those of the success
      mockFetch(contract, { vessels: { byId: { id: 'aurora' } } })
      // @ts-expect-error -- nor those that a function gives
      mockFetch(contract, { vessels: { byId: () => ({ id: 'aurora' }) } })
      // @ts-expect-error -- data alone, where there are two successes
      mockFetch(contract, { vessels: { order: { done: true } } })
      // @ts-expect-error -- an endpoint that there is not
      mockFetch(contract, { vessels: { byID: aurora } })
      // @ts-expect-error -- a schema is no endpoint
      mockFetch(contract, { Vessel: aurora })
      // @ts-expect-error -- an option that there is not
      mockFetch(contract, {}, { base: '/' })
    }
    expectTypeOf(wrong).toBeFunction()
  })

  test('a mock is a fetch', () => {
    expectTypeOf<MockFetch<typeof contract>>().toExtend<typeof globalThis.fetch>()
  })
})
