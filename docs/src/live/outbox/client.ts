import { createClient, fetchTransport } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { memoryOutbox, outbox, queue } from '@fairlead/queue'
import { bookings } from './contract.ts'

export function createBookingClient(fetch: typeof globalThis.fetch) {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { bookings },
    transport: fetchTransport({ fetch }),
    // `idbOutbox()` of '@fairlead/queue/idb' outlives the page.
    plugins: [queue({ outbox: outbox({ store: memoryOutbox() }) })],
    retry: false,
  })
  return { client, q: createQueries(client) }
}

export type BookingClient = ReturnType<typeof createBookingClient>
