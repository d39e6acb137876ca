import { FairleadError, type HttpError, isFairleadError } from '@fairlead/core'
import { connectQueries, createQueries, dehydrateQueries, persistedQueries } from '@fairlead/query'
import type { Answer } from '@fairlead/testing'
import { type DehydratedState, QueryClient, QueryObserver, dehydrate, hydrate } from '@tanstack/query-core'
import { persistQueryClientRestore, persistQueryClientSave } from '@tanstack/query-persist-client-core'
import { afterEach, describe, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'
import { jsonPersister } from './support/persister.ts'

let rig: ReturnType<typeof harbour>
afterEach(() => rig.close())

const problem = { 'content-type': 'application/problem+json' }

/** What a server may say to `GET /vessels/{id}`, and what is to be known of it everywhere. */
const wall: readonly (readonly [string, Answer, Partial<HttpError> | object])[] = [
  ['404 without a body', { status: 404 }, { kind: 'decode', status: 404 }],
  ['500 null', { status: 500, json: null }, { kind: 'http', status: 500, data: null }],
  [
    '404 problem+json',
    { status: 404, headers: problem, body: '{"title":"no such vessel"}' },
    { kind: 'http', status: 404, data: { title: 'no such vessel' }, problem: { title: 'no such vessel' } },
  ],
  [
    '502 HTML',
    { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>no</h1>' },
    { kind: 'http', status: 502, data: '<h1>no</h1>' },
  ],
  ['404 JSON null', { status: 404, json: null }, { kind: 'validation', status: 404 }],
  [
    '200 broken JSON',
    { headers: { 'content-type': 'application/json' }, body: '{"id":' },
    { kind: 'decode', reason: 'syntax' },
  ],
  ['200 of another shape', { json: { id: 7 } }, { kind: 'validation', status: 200, direction: 'output' }],
  ['418, undeclared', { status: 418, json: { tea: true } }, { kind: 'http', status: 418, data: { tea: true } }],
]

describe.each(wall)('%s', (_name, answer, expected) => {
  async function failed() {
    rig = harbour(() => answer)
    await rig.signIn('ida')
    const options = rig.q.vessels.byId.queryOptions({ params: { id: '1' } })
    const observer = new QueryObserver(rig.queryClient, { ...options, staleTime: Infinity })
    const stop = observer.subscribe(() => {})
    await rig.clock.advance(60_000)
    return { options, stop, result: observer.getCurrentResult() }
  }

  /** Another QueryClient of the same client, as after a reload. */
  function reloaded(): QueryClient {
    const next = new QueryClient()
    const release = connectQueries(createQueries(rig.client), next)
    const { close } = rig
    rig.close = () => {
      release()
      return close()
    }
    return next
  }

  test('is the same in a call, in a result and in a query', async () => {
    const { result, stop } = await failed()
    expect(result).toMatchObject({ status: 'error', data: undefined, error: expected })
    stop()
    const call = rig.client.api.vessels.byId({ params: { id: '1' } }, { retry: false })
    expect(await call.catch((error: unknown) => error)).toMatchObject(expected)
    const outcome = await rig.client.api.vessels.byId({ params: { id: '1' } }, { retry: false }).result()
    expect(outcome).toMatchObject({ ok: false, error: expected })
  })

  test('is the same after it was stored', async () => {
    const { options, stop } = await failed()
    const persister = jsonPersister()
    await persistQueryClientSave({ queryClient: rig.queryClient, ...persistedQueries(rig.q, persister) })
    stop()
    expect(persister.did).toEqual(['persist'])
    const queryClient = reloaded()
    await persistQueryClientRestore({ queryClient, ...persistedQueries(rig.q, persister) })
    expectError(queryClient, options.queryKey)
  })

  test('is the same after it was hydrated, by our own state and by the one of TanStack Query', async () => {
    const { options, stop } = await failed()
    stop()
    const state = JSON.stringify(dehydrateQueries(rig.q, rig.queryClient))
    const queryClient = reloaded()
    hydrate(queryClient, JSON.parse(state) as DehydratedState)
    expectError(queryClient, options.queryKey)
    expect(state).not.toContain('Bearer')
    const theirs = JSON.stringify(dehydrate(rig.queryClient, { shouldDehydrateQuery: () => true }))
    const other = reloaded()
    hydrate(other, JSON.parse(theirs) as DehydratedState)
    const { data: _data, problem: _problem, ...printed } = expected as Partial<HttpError>
    expect(other.getQueryState(options.queryKey)?.error).toMatchObject(printed)
    expect(isFairleadError(other.getQueryState(options.queryKey)?.error)).toBe(true)
  })

  function expectError(queryClient: QueryClient, queryKey: readonly unknown[]): void {
    const state = queryClient.getQueryState(queryKey)
    expect(state).toMatchObject({ status: 'error', error: expected, fetchFailureReason: expected })
    expect(state?.error).toBeInstanceOf(FairleadError)
    expect(isFairleadError(state?.error)).toBe(true)
    // What a component shows before it has asked anew.
    const observer = new QueryObserver(queryClient, { queryKey, retryOnMount: false, enabled: false })
    expect(observer.getCurrentResult()).toMatchObject({ status: 'error', error: expected })
    // As before, what the server said is there to read and is not printed.
    expect(JSON.stringify(state?.error)).not.toMatch(/no such vessel|<h1>|tea/)
  }
})
