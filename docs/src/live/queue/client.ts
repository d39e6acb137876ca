import { createClient, fetchTransport } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { browser, queue } from '@fairlead/queue'
import { pilots } from './contract.ts'

export function createPilotClient(fetch: typeof globalThis.fetch) {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { pilots },
    transport: fetchTransport({ fetch }),
    plugins: [queue({ ...browser, concurrency: 2 })],
    retry: false,
  })
  return { client, q: createQueries(client) }
}

export type PilotClient = ReturnType<typeof createPilotClient>
