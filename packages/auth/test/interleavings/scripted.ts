import { type AuthOptions, type Coordinator, auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { type ClientOptions, type Runtime, createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, onTestFinished } from 'vitest'

type Handler = Parameters<typeof mockTransport>[0]
export type ServerRequest = Parameters<Handler>[0]
export type ServerAnswer = Awaited<ReturnType<Handler>>
export type Input = Readonly<Record<string, unknown>>
type Answering = (request: ServerRequest, path: string) => ServerAnswer | undefined

export const ORIGIN = 'https://harbour.example'

/** What a server is told in the body of a request. */
export const bodyOf = (request: ServerRequest): Record<string, string> =>
  JSON.parse(request.text || '{}') as Record<string, string>

/** A server whose every answer a test can take over, with clients on one virtual clock. */
export function scripted({ expiresIn = 300 } = {}) {
  const clock = createVirtualClock()
  const counts: Record<string, number> = {}
  const requests: ServerRequest[] = []
  const good = new Map<string, string>()
  const ends: (() => Promise<void>)[] = []
  let granted = 0
  let answering: Answering | undefined

  function grant(user: string, delayMs = 0): ServerAnswer {
    granted++
    good.set(`A${granted}`, user)
    const json = { access_token: `A${granted}`, refresh_token: `R${granted}-${user}`, expires_in: expiresIn, sub: user }
    return { json, delayMs }
  }

  function usual(request: ServerRequest, path: string): ServerAnswer {
    if (path === '/login') return grant(String(bodyOf(request).user))
    if (path === '/logout') return { status: 204 }
    if (path === '/refresh') return grant(String(bodyOf(request).refreshToken).split('-')[1] ?? '')
    const user = good.get((request.headers.authorization ?? '').slice('Bearer '.length))
    return user === undefined ? { status: 401 } : { json: { user } }
  }

  const transport = mockTransport(
    (request) => {
      const path = new URL(request.url).pathname
      counts[path] = (counts[path] ?? 0) + 1
      requests.push(request)
      return answering?.(request, path) ?? usual(request, path)
    },
    { runtime: clock },
  )

  function open(
    overrides: Partial<AuthOptions<Input>> = {},
    { runtime = clock, ...options }: Partial<ClientOptions> & { readonly runtime?: Runtime } = {},
  ) {
    const strategy = bearer<Input>({ signIn: '/login', refresh: '/refresh', signOut: '/logout' })
    const client = createClient({
      baseUrl: ORIGIN,
      transport,
      runtime,
      ...options,
      plugins: [auth({ strategy, ...overrides }), ...(options.plugins ?? [])],
    })
    ends.push(() => client.dispose())
    return client as ReturnType<typeof plain>
  }

  const plain = () =>
    createClient({ baseUrl: ORIGIN, transport, plugins: [auth({ strategy: bearer<Input>({ signIn: '/login' }) })] })

  onTestFinished(async () => {
    await Promise.all(ends.map((end) => end()))
    expect(clock.pending).toBe(0)
  })

  return {
    clock,
    counts,
    requests,
    good,
    grant,
    open,
    /** From now on the server answers so; `undefined` leaves the usual answer. */
    answers: (own?: Answering) => {
      answering = own
    },
    /** How often a path was asked for. */
    asked: (path: string) => counts[path] ?? 0,
    /** The access token in use. */
    async token(client: ReturnType<typeof open>) {
      return (await client.auth.getToken())?.token.reveal()
    },
  }
}

/** A coordinator whose store's two operations can be taken over. */
export function tampered(
  over: {
    readonly get?: (usual: () => ReturnType<Coordinator['store']['get']>) => ReturnType<Coordinator['store']['get']>
    readonly write?: (
      usual: () => ReturnType<Coordinator['store']['compareAndSet']>,
    ) => ReturnType<Coordinator['store']['compareAndSet']>
  },
  below: Coordinator = memoryCoordinator(),
): Coordinator {
  const { store } = below
  return {
    ...below,
    store: {
      get: (key) => over.get?.(() => store.get(key)) ?? store.get(key),
      compareAndSet: (key, expected, value) => {
        const usual = () => store.compareAndSet(key, expected, value)
        return over.write?.(usual) ?? usual()
      },
    },
  }
}
