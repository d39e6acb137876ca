import { createClient, fetchTransport } from '@fairlead/core'
import { tides } from './contract.ts'

export function createTideClient(fetch: typeof globalThis.fetch) {
  return createClient({
    baseUrl: 'https://harbour.example',
    contract: { tides },
    transport: fetchTransport({ fetch }),
    retry: { limit: 2 },
    timeouts: { attemptMs: 1_000, totalMs: 2_500 },
  })
}

export type TideClient = ReturnType<typeof createTideClient>
export type TideResult = Awaited<ReturnType<ReturnType<TideClient['api']['tides']['next']>['result']>>
