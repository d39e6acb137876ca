import { createClient, fetchTransport } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { lights } from './contract.ts'

export function createLightClient(fetch: typeof globalThis.fetch) {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { lights },
    transport: fetchTransport({ fetch }),
    retry: false,
  })
  return { client, q: createQueries(client) }
}

export type LightClient = ReturnType<typeof createLightClient>
