import { type AuthStates, type NextStates, auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { authorityTransport } from '@fairlead/testing/authority'
import { describe, expect, it } from 'vitest'

/** The table of the types, once more for the run: the compiler holds the two together. */
const NEXT: { readonly [From in keyof AuthStates]: { readonly [To in NextStates[From]]: true } } = {
  restoring: { anonymous: true, authenticated: true },
  anonymous: { 'signing-in': true, authenticated: true },
  'signing-in': { 'signing-in': true, authenticated: true, anonymous: true, 'signed-out': true },
  authenticated: { authenticated: true, refreshing: true, degraded: true, expired: true, 'signed-out': true },
  refreshing: { authenticated: true, degraded: true, expired: true, 'signed-out': true },
  degraded: { refreshing: true, authenticated: true, expired: true, 'signed-out': true },
  expired: { refreshing: true, authenticated: true, 'signed-out': true },
  'signed-out': { 'signing-in': true, authenticated: true },
}

/** Numbers in [0, 1) that are the same for a seed in every run. */
function numbersOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('states', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'follow each other only as their types say, whatever happens: %i',
    async (seed) => {
      const random = numbersOf(seed)
      const clock = createVirtualClock({ random })
      const authority = authorityTransport({ clock, expiresIn: 60 })
      const coordinator = memoryCoordinator()
      const seen: string[] = []
      const clients = [0, 1].map(() => {
        const strategy = bearer<{ user: string }>({ signIn: '/login', refresh: '/refresh', signOut: '/logout' })
        const plugins = [auth({ strategy, coordinator, limits: { idleMs: 600_000 } })] as const
        const client = createClient({
          baseUrl: 'https://harbour.example',
          transport: authority,
          runtime: clock,
          plugins,
        })
        client.auth.subscribe(({ from, to }) => seen.push(`${from.status} ${to.status}`))
        return client
      })
      const happenings: ((client: (typeof clients)[number]) => unknown)[] = [
        ({ auth: session }) => session.signIn({ user: random() < 0.8 ? 'ann' : 'bo' }),
        ({ auth: session }) => session.signOut(),
        ({ auth: session }) => session.getToken(),
        (client) => client.get('/resource').json(),
        () => authority.authority.fail({ status: random() < 0.5 ? 503 : 400, json: { error: 'invalid_grant' } }),
        () => authority.authority.expireAccessTokens(),
        () => clock.emit(random() < 0.5 ? 'online' : 'visible'),
        () => clock.advance(random() * 120_000),
      ]
      for (let step = 0; step < 60; step++) {
        const client = clients[Math.floor(random() * clients.length)]
        const happening = happenings[Math.floor(random() * happenings.length)]
        if (client) void Promise.resolve(happening?.(client)).catch(() => {})
        if (random() < 0.5) await clock.advance(random() * 40_000)
      }
      await clock.advance(5_000)
      const strange = seen.filter((pair) => {
        const [from = '', to = ''] = pair.split(' ')
        return !(to in NEXT[from as keyof typeof NEXT])
      })
      expect(strange).toEqual([])
      expect(seen.length).toBeGreaterThan(2)
      await Promise.all(clients.map((client) => client.dispose()))
      await clock.advance(120_000)
      expect(clock.pending).toBe(0)
    },
  )
})
