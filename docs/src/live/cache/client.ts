import { cache } from '@fairlead/cache'
import { createClient, fetchTransport } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { vessels } from './contract.ts'

export function createVesselClient(fetch: typeof globalThis.fetch) {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { vessels },
    transport: fetchTransport({ fetch }),
    plugins: [cache()],
    retry: { limit: 1 },
  })
  return { client, q: createQueries(client) }
}

export type VesselClient = ReturnType<typeof createVesselClient>
