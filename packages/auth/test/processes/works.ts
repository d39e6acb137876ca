import { type Coordinator, auth, bearer } from '@fairlead/auth'
import { createClient, platformRuntime } from '@fairlead/core'

/** What a process is asked to do: its answer is one message. */
export type Work = 'signIn' | 'signOut' | 'call' | 'callAnew' | 'callAfterSleep' | 'version' | 'status' | 'reach'

/** What came of it. */
export type Answer = { readonly value: unknown } | { readonly error: string }

/** How far storms are apart: a token that is new to a client and refused within ten seconds is not renewed again. */
const APART_MS = 20_000

/** Makes this process one that does what it is told, with tokens that it shares through coordinators. */
export function serveWorks(origin: string, coordinatorOf: () => Coordinator): void {
  let sleptMs = 0

  function open() {
    const coordinator = coordinatorOf()
    const client = createClient({
      baseUrl: origin,
      retry: false,
      runtime: { ...platformRuntime, now: () => Date.now() + sleptMs },
      plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }), coordinator })],
    })
    const call = async (): Promise<string> => (await client.get('/resource').json<{ readonly user: string }>()).user
    return { client, coordinator, call }
  }
  const own = open()

  const works: Readonly<Record<Work, () => Promise<unknown>>> = {
    signIn: async () => (await own.client.auth.signIn({ user: 'ann' })).status,
    signOut: () => own.client.auth.signOut(),
    call: () => {
      sleptMs += APART_MS
      return own.call()
    },
    async callAnew() {
      sleptMs += APART_MS
      const fresh = open()
      try {
        return await fresh.call()
      } finally {
        await fresh.client.dispose()
        await fresh.coordinator.close?.()
      }
    },
    callAfterSleep() {
      sleptMs += 600_000
      return own.call()
    },
    version: async () => (await own.client.auth.getToken())?.version ?? 0,
    status: async () => own.client.auth.state.status,
    /** Waits until the store answers. */
    async reach() {
      const answers = (): Promise<boolean> =>
        own.coordinator.store.get('anything').then(
          () => true,
          () => false,
        )
      while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }

  process.on('message', (work: Work) => {
    const answer = (made: Answer): void => void process.send?.(made)
    works[work]().then(
      (value) => answer({ value }),
      (error: unknown) => answer({ error: String(error) }),
    )
  })
  process.send?.({ value: 'ready' } satisfies Answer)
}
