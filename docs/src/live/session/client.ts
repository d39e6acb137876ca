import { auth, bearer } from '@fairlead/auth'
import { createClient, fetchTransport } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { berths } from './contract.ts'

export function createBerthClient(fetch: typeof globalThis.fetch) {
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { berths },
    transport: fetchTransport({ fetch }),
    plugins: [auth({ strategy: bearer<{ user: string }>({ signIn: '/login', refresh: '/refresh' }) })],
    retry: { limit: 1 },
  })
  return { client, q: createQueries(client) }
}

export type BerthClient = ReturnType<typeof createBerthClient>
