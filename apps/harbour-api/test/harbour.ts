import { auth } from '@fairlead/auth'
import { oidc } from '@fairlead/auth/oidc'
import { type Client, createClient } from '@fairlead/core'
import { type HarbourServer, startServer } from 'harbour-api'
import { TAB_HEADER, contract } from 'harbour-api/contract'
import { afterEach } from 'vitest'
import { browse } from './browse.ts'

/** The instant at which test harbours are seeded. */
export const NOW_MS = Date.UTC(2026, 4, 1, 12)

type Api = Client<typeof contract>['api']

const open = new Set<HarbourServer>()
const officers = new Set<{ dispose(): Promise<void> }>()

afterEach(async () => {
  await Promise.all([...officers].map((client) => client.dispose()))
  await Promise.all([...open].map((server) => server.close()))
  officers.clear()
  open.clear()
})

/** A server that ends with the test, and a client of one browser tab. */
export async function openHarbour(): Promise<{ server: HarbourServer; api: Api }> {
  const server = await startServer({ now: () => NOW_MS })
  open.add(server)
  return { server, api: clientOf(server, 'test') }
}

/** The same with an officer on watch, who has signed in at the provider. */
export async function openWatch(): ReturnType<typeof openHarbour> {
  const { server, client } = await openRoom()
  return { server, api: client.api }
}

/** The same with the officer's whole client. */
export async function openRoom() {
  const { server } = await openHarbour()
  const client = createClient({
    ...settingsOf(server, 'test'),
    plugins: [auth({ strategy: strategyOf(server.origin) })],
  })
  officers.add(client)
  await client.auth.signIn({ open: browse(server.origin) })
  return { server, client }
}

/** A client of a browser tab, without retries. */
export function clientOf(server: HarbourServer, tab: string): Api {
  return createClient(settingsOf(server, tab)).api
}

/** How the control room signs officers in. */
export function strategyOf(origin: string): ReturnType<typeof oidc> {
  return oidc({
    issuer: `${origin}/oidc`,
    clientId: 'control-room',
    redirectUri: `${origin}/callback`,
    scope: 'openid profile',
  })
}

function settingsOf({ origin }: HarbourServer, tab: string) {
  return {
    baseUrl: `${origin}/api`,
    contract,
    retry: false,
    timeouts: { attemptMs: 3000, idleMs: 150 },
    headers: { [TAB_HEADER]: tab },
  } as const
}
