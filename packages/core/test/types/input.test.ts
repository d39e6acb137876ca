import { type InputOf, createClient, get, post } from '@fairlead/core'
import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { vessels } from '../support/contract.ts'

const client = createClient({ baseUrl: 'https://harbour.example', contract: { vessels } })
const { api } = client

describe('types of the input', () => {
  test('path params come from the template', () => {
    const berth = get('/harbours/{harbour}/berths/{berth}')
    type PathValue = string | number | bigint | boolean
    expectTypeOf<InputOf<typeof berth>>().toEqualTypeOf<{
      readonly params: { readonly harbour: PathValue; readonly berth: PathValue }
    }>()
    expectTypeOf(api.vessels.byId).parameter(0).toEqualTypeOf<{ readonly params: { readonly id: PathValue } }>()
  })

  test('a schema for the params decides their types', () => {
    const byNumber = get('/berths/{number}', { params: z.object({ number: z.int() }) })
    expectTypeOf<InputOf<typeof byNumber>>().toEqualTypeOf<{ readonly params: { number: number } }>()
  })

  test('a part may be left out where all of it is optional, and must be there where it is not', () => {
    expectTypeOf<Parameters<typeof api.vessels.list>>().toExtend<[input?: object, options?: object]>()
    expectTypeOf<InputOf<typeof vessels.list>>().toEqualTypeOf<{
      readonly query?: { flag?: string | undefined; page?: number | undefined }
    }>()
    expectTypeOf<InputOf<typeof vessels.create>>().toEqualTypeOf<{
      readonly body: { id: string; name: string; lengthM: number }
    }>()
  })

  test('schemas of any Standard Schema library give the input side to callers', () => {
    const tide = post('/tides', {
      headers: v.object({ 'x-station': v.string() }),
      body: v.object({ at: v.pipe(v.string(), v.toDate()) }),
    })
    expectTypeOf<InputOf<typeof tide>>().toExtend<{ headers: { 'x-station': string }; body: { at: string } }>()
  })

  test('wrong input does not compile', () => {
    const never = (): void => {
      // @ts-expect-error -- the template has {id}, not {name}
      void api.vessels.byId({ params: { name: 'aurora' } })
      // @ts-expect-error -- the params are missing
      void api.vessels.byId()
      // @ts-expect-error -- the body lacks its length
      void api.vessels.create({ body: { id: 'a', name: 'Aurora' } })
      // @ts-expect-error -- a GET has no body
      void api.vessels.byId({ params: { id: 'a' }, body: {} })
      // @ts-expect-error -- page is a number
      void api.vessels.list({ query: { page: 'two' } })
      // @ts-expect-error -- no such option
      void api.vessels.list({}, { timeout: 10 })
      // @ts-expect-error -- no such endpoint
      void api.vessels.sink()
      // @ts-expect-error -- no such client option
      createClient({ baseURL: 'https://harbour.example' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('a wrong declaration does not compile', () => {
    const never = (): void => {
      // @ts-expect-error -- a path starts with a slash
      get('vessels')
      // @ts-expect-error -- a GET declares no body
      get('/vessels', { body: z.string() })
      // @ts-expect-error -- the params schema does not deliver {id}
      get('/vessels/{id}', { params: z.object({ name: z.string() }) })
      // @ts-expect-error -- no such view
      get('/vessels', { view: 'xml' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('tags and invalidations see the params, the body and the data', () => {
    post('/vessels/{id}/moorings', {
      params: z.object({ id: z.string() }),
      body: z.object({ berth: z.string() }),
      responses: { 201: z.object({ from: z.string() }) },
      invalidates: ({ params, body, data }) => {
        expectTypeOf(params.id).toBeString()
        expectTypeOf(body.berth).toBeString()
        expectTypeOf(data).toEqualTypeOf<{ from: string } | undefined>()
        return [`vessel:${params.id}`]
      },
    })
  })
})
