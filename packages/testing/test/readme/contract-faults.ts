import { createClient, fetchTransport, get } from '@fairlead/core'
import { type Fault, createVirtualClock, mockFetch, networkError, stream } from '@fairlead/testing'
import * as z from 'zod'

const tides = {
  next: get('/tides/next', { responses: { 200: z.object({ at: z.string() }) } }),
  live: get('/tides/live', { view: 'stream' }),
}
let fault: Fault | undefined = { status: 503, headers: { 'retry-after': '30' } }
const clock = createVirtualClock()
const mock = mockFetch(
  { tides },
  { tides: { next: { at: '06:12' }, live: stream(['high\n', { waitMs: 1_000 }, 'low\n'], { end: 'break' }) } },
  { runtime: clock, faults: () => fault },
)
const transport = fetchTransport({ fetch: mock })
const { api } = createClient({
  baseUrl: 'https://harbour.example',
  contract: { tides },
  transport,
  runtime: clock,
  retry: 1,
})

const tide = api.tides.next()
await clock.advance(29_000)
fault = undefined
await clock.advance(2_000)
console.log(await tide, mock.requests.length)

const undo = mock.use({ tides: { next: networkError() } })
const failed = api.tides.next({}, { retry: false }).result()
console.log((await failed).error?.kind)
undo()
