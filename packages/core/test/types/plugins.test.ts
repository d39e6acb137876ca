import {
  type Client,
  type ErrorOf,
  type FairleadError,
  type Plugin,
  type RejectedError,
  createClient,
  intercept,
} from '@fairlead/core'
import { describe, expectTypeOf, test } from 'vitest'
import { vessels } from '../support/contract.ts'

interface LaneFull extends RejectedError {
  readonly reason: 'lane-full'
}
interface Lane {
  length(): number
}
const isPriority = (value: unknown): value is 'high' | 'low' => value === 'high' || value === 'low'

const lane = (): Plugin<'lane', { priority: typeof isPriority }, Lane, LaneFull> => ({
  name: 'lane',
  options: { priority: isPriority },
  install: () => ({ api: { length: () => 0 } }),
})
// oxlint-disable-next-line typescript/no-empty-object-type -- a plugin without options
const quiet = (): Plugin<'quiet', {}, undefined, never> => ({ name: 'quiet', install: () => ({}) })

const baseUrl = 'https://harbour.example'
const client = createClient({
  baseUrl,
  contract: { vessels },
  plugins: [quiet(), lane(), intercept({}), intercept({})],
})
const bare = createClient({ baseUrl, contract: { vessels } })

describe('types that plugins add', () => {
  test('the API of a plugin is on the client under its name', () => {
    expectTypeOf(client.lane).toEqualTypeOf<Lane>()
    // @ts-expect-error -- no such plugin here
    void bare.lane
  })

  test('call options are known only where their plugin is', () => {
    const never = (): void => {
      void client.api.vessels.list({}, { priority: 'high' })
      void client.get('/vessels', { priority: 'low' })
      // @ts-expect-error -- not a priority
      void client.api.vessels.list({}, { priority: 'urgent' })
      // @ts-expect-error -- nobody here takes a priority
      void bare.api.vessels.list({}, { priority: 'high' })
      // @ts-expect-error -- nobody here takes a priority
      void bare.get('/vessels', { priority: 'high' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('errors of a plugin join those of every endpoint', () => {
    type Errors = NonNullable<(typeof client.api.vessels.byId)['errors']>
    expectTypeOf<LaneFull>().toExtend<Errors>()
    expectTypeOf<Extract<Errors, { reason: 'lane-full' }>>().not.toBeNever()
    expectTypeOf<Extract<ErrorOf<typeof vessels.byId>, { reason: 'lane-full' }>>().toBeNever()
    expectTypeOf<Errors>().toExtend<FairleadError>()
  })

  test('a doubled or reserved name does not compile', () => {
    const never = (): void => {
      // @ts-expect-error -- lane is there twice
      createClient({ baseUrl, plugins: [lane(), quiet(), lane()] })
      const get = { name: 'get', install: () => ({}) } as const
      // @ts-expect-error -- get is reserved
      createClient({ baseUrl, plugins: [get] })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('withSession and dispose keep the type of the client', () => {
    expectTypeOf(client.withSession(client.session)).toEqualTypeOf(client)
  })
})

test('a client with call options of plugins fits where any client will do', () => {
  const pace = (): Plugin<'pace', { priority: typeof isPriority }, undefined, never> => ({
    name: 'pace',
    install: () => ({}),
  })
  const paced = createClient({ baseUrl, contract: { vessels }, plugins: [pace()] })
  const load = (given: Client<{ vessels: typeof vessels }>): Client => given
  const never = (): unknown => load(paced)
  expectTypeOf(never).toBeFunction()
})
