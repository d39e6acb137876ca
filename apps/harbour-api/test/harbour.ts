import { type Client, createClient } from '@fairlead/core'
import { type HarbourServer, startServer } from 'harbour-api'
import { TAB_HEADER, contract } from 'harbour-api/contract'
import { afterEach } from 'vitest'

/** The instant at which test harbours are seeded. */
export const NOW_MS = Date.UTC(2026, 4, 1, 12)

const open = new Set<HarbourServer>()

afterEach(async () => {
  await Promise.all([...open].map((server) => server.close()))
  open.clear()
})

/** A server that ends with the test, and a client of one browser tab. */
export async function openHarbour(): Promise<{ server: HarbourServer; api: Client<typeof contract>['api'] }> {
  const server = await startServer({ now: () => NOW_MS })
  open.add(server)
  return { server, api: clientOf(server, 'test') }
}

/** A client of a browser tab, without retries. */
export function clientOf({ origin }: HarbourServer, tab: string): Client<typeof contract>['api'] {
  return createClient({
    baseUrl: `${origin}/api`,
    contract,
    retry: false,
    timeouts: { attemptMs: 3000, idleMs: 150 },
    headers: { [TAB_HEADER]: tab },
  }).api
}
