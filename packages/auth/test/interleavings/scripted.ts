import { type AuthOptions, type Coordinator, auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { type Runtime, createClient } from '@fairlead/core'
import { type Answer, type RecordedRequest, createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, onTestFinished } from 'vitest'

export type Input = Readonly<Record<string, unknown>>
type Answering = (request: RecordedRequest, path: string) => Answer | undefined

const ORIGIN = 'https://harbour.example'

/** What a server is told in the body of a request. */
export const bodyOf = (request: RecordedRequest): Record<string, string> =>
  JSON.parse(request.text || '{}') as Record<string, string>

/** A server whose every answer a test can take over, with clients on one virtual clock. */
export function scripted({ expiresIn = 300 } = {}) {
  const clock = createVirtualClock()
  const counts: Record<string, number> = {}
  const requests: RecordedRequest[] = []
  const good = new Map<string, string>()
  const ends: (() => Promise<void>)[] = []
  let granted = 0
  let answering: Answering | undefined

  function grant(user: string, delayMs = 0): Answer {
    granted++
    good.set(`A${granted}`, user)
    const json = { access_token: `A${granted}`, refresh_token: `R${granted}-${user}`, expires_in: expiresIn, sub: user }
    return { json, delayMs }
  }

  function usual(request: RecordedRequest, path: string): Answer {
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
    {
      baseUrl = ORIGIN,
      origins = [],
      runtime = clock,
    }: { readonly baseUrl?: string; readonly origins?: readonly string[]; readonly runtime?: Runtime } = {},
  ) {
    const strategy = bearer<Input>({ signIn: '/login', refresh: '/refresh', signOut: '/logout' })
    const client = createClient({
      baseUrl,
      origins,
      transport,
      runtime,
      plugins: [auth({ strategy, ...overrides })],
    })
    ends.push(() => client.dispose())
    return client
  }

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
