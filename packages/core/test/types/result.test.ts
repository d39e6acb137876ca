import {
  type CoreError,
  type DataOf,
  type ErrorOf,
  type FairleadError,
  type HttpError,
  createClient,
  get,
} from '@fairlead/core'
import { describe, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { Vessel, vessels } from '../support/contract.ts'

type Boat = z.output<typeof Vessel>

const strict = createClient({ baseUrl: 'https://harbour.example', contract: { vessels } })
const report = createClient({
  baseUrl: 'https://harbour.example',
  contract: { vessels },
  validation: { output: 'report' },
})
const params = { id: 'aurora' }

describe('types of the answer', () => {
  test('awaiting a call gives the data of its successes', () => {
    expectTypeOf<DataOf<typeof vessels.byId>>().toEqualTypeOf<Boat>()
    expectTypeOf<DataOf<typeof vessels.rename>>().toEqualTypeOf<Boat | undefined>()
    expectTypeOf<DataOf<typeof vessels.remove>>().toEqualTypeOf<undefined>()
    expectTypeOf(() => strict.api.vessels.list()).returns.resolves.toEqualTypeOf<Boat[]>()
  })

  test('strict validation gives the output side, report and off the input side', () => {
    const call = { params, body: { berth: 'N4' } }
    expectTypeOf(() => strict.api.vessels.moor(call)).returns.resolves.toEqualTypeOf<{ berth: string; from: Date }>()
    expectTypeOf(() => report.api.vessels.moor(call)).returns.resolves.toExtend<{ berth: string; from: unknown }>()
    const off = createClient({ contract: { vessels }, validation: 'off' })
    expectTypeOf(() => off.api.vessels.moor(call)).returns.resolves.toEqualTypeOf<
      z.input<
        (typeof vessels)['moor']['definition']['responses'] extends { 201: infer S extends z.ZodType } | undefined
          ? S
          : never
      >
    >()
  })

  test('the result narrows by status', () => {
    const never = async (): Promise<void> => {
      const result = await strict.api.vessels.moor({ params, body: { berth: 'N4' } }).result()
      if (result.ok) {
        expectTypeOf(result.status).toEqualTypeOf<201>()
        expectTypeOf(result.data).toEqualTypeOf<{ berth: string; from: Date }>()
        expectTypeOf(result.headers).toEqualTypeOf<Headers>()
      } else if (result.status === 409) {
        expectTypeOf(result.data).toEqualTypeOf<{ takenBy: string }>()
        expectTypeOf(result.error.data).toEqualTypeOf<{ takenBy: string }>()
      } else if (result.status === 422) {
        expectTypeOf(result.data).toEqualTypeOf<{ title: string }>()
      } else if (result.status === undefined) {
        expectTypeOf(result.error).toEqualTypeOf<Exclude<CoreError, { kind: 'http' }>>()
        if (result.error.kind === 'timeout')
          expectTypeOf(result.error.clock).toEqualTypeOf<'attempt' | 'total' | 'body' | 'idle'>()
      }
    }
    expectTypeOf(never).toBeFunction()
  })

  test('an undeclared status has data of unknown type', () => {
    const never = async (): Promise<void> => {
      const result = await strict.api.vessels.byId({ params }).result()
      if (!result.ok && result.status !== undefined && result.status !== 404) expectTypeOf(result.data).toBeUnknown()
    }
    expectTypeOf(never).toBeFunction()
  })

  test('the errors of an endpoint are known by kind and status', () => {
    const never = (error: ErrorOf<typeof vessels.byId>): void => {
      if (error.kind === 'http' && error.status === 404) expectTypeOf(error.data).toEqualTypeOf<{ title: string }>()
      if (error.kind === 'validation') expectTypeOf(error.issues).toEqualTypeOf<readonly { readonly path: string }[]>()
      if (error.kind === 'abort') expectTypeOf(error.cause).toBeUnknown()
    }
    expectTypeOf(never).toBeFunction()
    expectTypeOf<ErrorOf<typeof vessels.byId>>().toExtend<FairleadError>()
    expectTypeOf<HttpError<404, { title: string }>>().toExtend<ErrorOf<typeof vessels.byId>>()
  })

  test('default stands for every failure that is not named', () => {
    const never = async (): Promise<void> => {
      const result = await strict.api.vessels
        .replace({ params, body: { id: 'a', name: 'Aurora', lengthM: 1 } })
        .result()
      if (!result.ok && result.status === 503) expectTypeOf(result.data).toEqualTypeOf<{ title: string }>()
      if (!result.ok && result.status === 404) expectTypeOf(result.data).toEqualTypeOf<{ title: string }>()
    }
    expectTypeOf(never).toBeFunction()
  })

  test('views have the types of the platform', () => {
    const call = (): ReturnType<typeof strict.api.vessels.byId> => strict.api.vessels.byId({ params })
    expectTypeOf(() => call().text()).returns.resolves.toBeString()
    expectTypeOf(() => call().bytes()).returns.resolves.toEqualTypeOf<Uint8Array<ArrayBuffer>>()
    expectTypeOf(() => call().blob()).returns.resolves.toEqualTypeOf<Blob>()
    expectTypeOf(() => call().stream()).returns.resolves.toEqualTypeOf<ReadableStream<Uint8Array<ArrayBuffer>>>()
    expectTypeOf(() => call().response()).returns.resolves.toEqualTypeOf<Response>()
    expectTypeOf(() => call().json()).returns.resolves.toEqualTypeOf<Boat>()
    expectTypeOf(() => strict.get('/x').json(Vessel)).returns.resolves.toEqualTypeOf<Boat>()
    expectTypeOf(() => strict.get('/x')).returns.resolves.toBeUnknown()
    expectTypeOf<DataOf<ReturnType<typeof fileOf>>>().toEqualTypeOf<Blob>()
  })

  test('a transformation of the endpoint decides what the caller gets', () => {
    const names = get('/vessels', {
      responses: { 200: z.array(Vessel) },
      transform: (all) => all.map(({ name }) => name),
    })
    expectTypeOf<DataOf<typeof names>>().toEqualTypeOf<string[]>()
  })
})

const fileOf = () => get('/files/{id}', { view: 'blob' })
