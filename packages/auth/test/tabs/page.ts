import { auth, bearer } from '@fairlead/auth'
import { idbCoordinator } from '@fairlead/auth/idb'
import { createClient, platformRuntime } from '@fairlead/core'

/** What the page of a tab offers to the test. */
export interface HarbourPage {
  start(origin: string): void
  signIn(): Promise<string>
  signOut(): Promise<void>
  /** Time goes on, for this tab. */
  sleep(durationMs: number): void
  /** Calls the resource with the client of the tab; who is signed in there. */
  call(): Promise<string>
  /** The same with a client that is made for it, as a tab that has just been opened would have. */
  callAnew(): Promise<string>
  version(): Promise<number>
  state(): { readonly status: string; readonly reason?: string }
}

let sleptMs = 0

function open(origin: string) {
  const coordinator = idbCoordinator()
  const client = createClient({
    baseUrl: origin,
    retry: false,
    runtime: { ...platformRuntime, now: () => Date.now() + sleptMs },
    plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }), coordinator })],
  })
  const call = async (): Promise<string> => (await client.get('/resource').json<{ readonly user: string }>()).user
  return { client, coordinator, call }
}

let origin = ''
let own: ReturnType<typeof open>

globalThis.harbour = {
  start(at) {
    origin = at
    own = open(origin)
  },
  signIn: async () => (await own.client.auth.signIn({ user: 'ann' })).status,
  async signOut() {
    await own.client.auth.signOut()
  },
  sleep: (durationMs) => void (sleptMs += durationMs),
  call: () => own.call(),
  async callAnew() {
    const fresh = open(origin)
    try {
      return await fresh.call()
    } finally {
      await fresh.client.dispose()
      await fresh.coordinator.close?.()
    }
  },
  version: async () => (await own.client.auth.getToken())?.version ?? 0,
  state: () => own.client.auth.state,
}
