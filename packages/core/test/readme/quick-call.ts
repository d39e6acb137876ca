import { createClient } from '@fairlead/core'

const client = createClient({ baseUrl: 'https://harbour.example/api' })

const tides = await client.get('/tides', { query: { harbour: 'north' } }).json()
const created = await client.post('/bookings', { body: { berth: 'N4' }, idempotencyKey: true }).response()

console.log(tides, created.status)
