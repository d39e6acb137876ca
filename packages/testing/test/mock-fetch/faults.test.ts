import { createClient, fetchTransport } from '@fairlead/core'
import { type Fault, createVirtualClock, mockFetch } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { aurora, contract } from './harbour.ts'

const baseUrl = 'https://harbour.example'
const call = { params: { id: 'aurora' } }

function rig() {
  const runtime = createVirtualClock()
  let fault: Fault | undefined
  let asked = 0
  const mock = mockFetch(
    contract,
    { vessels: { byId: () => (asked++, aurora) } },
    { runtime, faults: ({ endpoint }) => (endpoint === 'vessels.byId' ? fault : undefined) },
  )
  const client = createClient({
    baseUrl,
    contract,
    runtime,
    retry: 2,
    transport: fetchTransport({ fetch: mock }),
    timeouts: { idleMs: 500 },
  })
  return { runtime, mock, vessels: client.api.vessels, set: (next?: Fault) => (fault = next), asked: () => asked }
}

test('latency is waited for', async () => {
  const { vessels, runtime, set } = rig()
  set({ latencyMs: 200 })
  let got: unknown
  void vessels.byId(call).then((data) => (got = data))
  await runtime.advance(199)
  expect(got).toBeUndefined()
  await runtime.advance(1)
  expect(got).toEqual(aurora)
})

test('an offline connection fails, and the client gets on when it is back', async () => {
  const { vessels, runtime, set, asked, mock } = rig()
  set({ offline: true })
  const result = vessels.byId(call)
  await runtime.advance(0)
  expect([mock.requests.length, asked()]).toEqual([1, 0])
  set()
  await runtime.runAll()
  expect(await result).toEqual(aurora)
  expect([mock.requests.length, asked()]).toEqual([2, 1])
})

test('a status stands in the place of the answer, with fields that clients heed', async () => {
  const { vessels, runtime, set, asked, mock } = rig()
  set({ status: 503, headers: { 'retry-after': '20' } })
  const result = vessels.byId(call)
  await runtime.advance(19_000)
  expect([mock.requests.length, asked()]).toEqual([1, 0])
  set()
  await runtime.advance(2_000)
  expect(await result).toEqual(aurora)
})

test.each([
  ['malformed', { kind: 'decode', reason: 'syntax' }],
  ['cut', { kind: 'network' }],
  ['stalled', { kind: 'timeout', clock: 'idle' }],
] as const)('a body can be %s', async (body, error) => {
  const { vessels, runtime, set } = rig()
  set({ body })
  const result = vessels.byId(call, { retry: false }).result()
  await runtime.advance(500)
  expect(await result).toMatchObject({ error })
  expect(runtime.pending).toBe(0)
})

test('fields are laid over those of a good answer', async () => {
  const { vessels, set } = rig()
  set({ headers: { deprecation: '@1' } })
  const { headers, data } = await vessels.byId(call).result()
  expect([headers?.get('deprecation'), data]).toEqual(['@1', aurora])
})
