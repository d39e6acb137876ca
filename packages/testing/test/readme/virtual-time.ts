import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'

const clock = createVirtualClock()
const transport = mockTransport([{ status: 503, headers: { 'retry-after': '30' } }, { json: { name: 'Aurora' } }], {
  runtime: clock,
})
const client = createClient({ baseUrl: 'https://harbour.example', transport, runtime: clock })

const vessel = client.get('/vessels/aurora').json()
await clock.advance(29_000)
console.log(transport.requests.length, clock.pending > 0)

await clock.advance(2_000)
console.log(await vessel, transport.requests.length, clock.pending)
