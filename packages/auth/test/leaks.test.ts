import { inspect } from 'node:util'
import {
  type Auth,
  type AuthTransition,
  type Strategy,
  apiKey,
  auth,
  basic,
  bearer,
  cookie,
  memoryCoordinator,
} from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import type { AuthorityOptions } from '@fairlead/testing/authority'
import { type MockInstance, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ORIGIN, type Person, harbour } from './faults/harbour.ts'

const PASSWORD = 'sentinel-password'
const API_KEY = 'sentinel-api-key'
const ANN = { user: 'ann', password: PASSWORD }

type Harbour = ReturnType<typeof harbour>
type Client = ReturnType<Harbour['open']>

/** Something that fails. What it gives is printed, and so is what its calls throw. */
interface Path {
  readonly name: string
  readonly options?: AuthorityOptions
  readonly open?: Parameters<Harbour['open']>[0]
  run(at: Harbour, client: Client): PromiseLike<unknown> | readonly PromiseLike<unknown>[]
}

/** A refresh that is due at once, and fails as told. */
const refreshing = (
  name: string,
  fault: Parameters<Harbour['authority']['fail']>[0],
  open: Path['open'] = {},
): Path => ({
  name: `a refresh: ${name}`,
  open,
  run(at, client) {
    at.authority.fail({ times: 2, ...fault })
    at.sleep(600_000)
    return [client.get('/resource').json(), client.auth.getToken()]
  },
})

/** A resource that refuses as told. */
const refused = (name: string, begin: (at: Harbour) => void, open: Path['open'] = {}): Path => ({
  name: `a resource: ${name}`,
  open,
  run(at, client) {
    begin(at)
    return [client.get('/resource?q=1').json(), client.post('/resource', { body: { a: 1 } }).json()]
  },
})

const HANDED_ON = '{"access_token":"sentinel-handed","refresh_token":"sentinel-handed"'

const paths: readonly Path[] = [
  refreshing('503', { status: 503 }),
  refreshing('429 with Retry-After', { status: 429, retryAfter: 30 }),
  refreshing('invalid_grant', { status: 400, json: { error: 'invalid_grant' } }),
  refreshing('a page of a proxy', { status: 502, body: '<h1>Bad Gateway</h1>' }),
  refreshing('a page with status 200', { status: 200, body: '<h1>Welcome</h1>' }),
  refreshing('JSON without a token', { status: 200, json: { ok: true } }),
  refreshing('no connection', { drop: 'before' }),
  refreshing('an answer that is lost', { drop: 'after' }),
  refreshing('no answer', { hang: true }, { refreshTimeoutMs: 100 }),
  refreshing('a token that no header can carry', {
    status: 200,
    json: { access_token: 'sentinel-\nbroken', refresh_token: 'sentinel-handed', expires_in: 300 },
  }),
  refreshing('an error that quotes the token', {
    status: 400,
    json: { error: 'invalid_grant', token: 'sentinel-handed' },
  }),
  refreshing('half of an answer with tokens', {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: HANDED_ON,
  }),
  refreshing(
    'a store that throws what it was given',
    {},
    {
      coordinator: {
        ...memoryCoordinator(),
        store: {
          get: () => Promise.reject(new Error('cannot read')),
          compareAndSet: (_key, _expected, value) => Promise.reject(new Error(JSON.stringify(value))),
        },
      },
    },
  ),
  refreshing(
    'a lock that breaks',
    {},
    {
      coordinator: { ...memoryCoordinator(), lock: () => Promise.reject(new Error('sentinel-handed')) },
    },
  ),
  refused('401 for ever', ({ authority }) => authority.fail({ at: 'resource', status: 401, times: 9 })),
  refused('a scope is lacking', ({ authority }) => authority.demand({ scope: 'write' })),
  refused('a step-up that nobody answers', ({ authority }) => authority.demand({ acrValues: 'code' })),
  refused('a step-up whose question fails', ({ authority }) => authority.demand({ acrValues: 'code' }), {
    onChallenge: () => Promise.reject(new Error('no')),
  }),
  refused('a nonce that the strategy knows nothing of', ({ authority }) => authority.demand({ nonce: 'n' })),
  refused('500 that echoes the call', ({ authority }) =>
    authority.fail({ at: 'resource', status: 500, times: 9, json: { authorization: 'Bearer sentinel-handed' } }),
  ),
  {
    name: 'a body that cannot be sent again',
    run({ authority }, client) {
      authority.expireAccessTokens()
      return client.post('/resource', { body: new Blob(['once']).stream() }).json()
    },
  },
  {
    name: 'a URL that leads elsewhere, and one that holds a token',
    run: (_at, client) => [
      client.get('https://evil.example/?token=sentinel-handed').json(),
      client.get('/resource/%2e%2e/x?access_token=sentinel-handed').json(),
    ],
  },
  {
    name: 'a redirect to elsewhere',
    run: (_at, client) => client.get('/redirect?to=https://evil.example/').json(),
  },
  {
    name: 'a sign-out that the server does not answer',
    run({ authority }, client) {
      authority.fail({ at: 'revoke', hang: true })
      return client.auth.signOut()
    },
  },
  {
    name: 'a sign-out while a refresh and a call run',
    options: { delayMs: 10 },
    run({ sleep }, client) {
      sleep(600_000)
      return [client.get('/resource').json(), client.auth.getToken(), client.auth.signOut()]
    },
  },
  {
    name: 'a sign-in that is refused, broken and overtaken',
    run({ authority }, client) {
      authority.fail({ at: 'signIn', status: 401, json: { error: 'bad password' } })
      authority.fail({ at: 'signIn', drop: 'before' })
      return [client.auth.signIn(ANN), client.auth.signIn(ANN), client.auth.signIn({ ...ANN, user: 'bo' })]
    },
  },
  {
    name: 'another user while a call runs',
    run({ authority, sleep }, client) {
      authority.switchUser('bo')
      sleep(600_000)
      return client.get('/resource').json()
    },
  },
  {
    name: 'a subscriber that throws',
    run({ authority, sleep }, client) {
      client.auth.subscribe(() => {
        throw new Error('a broken listener')
      })
      authority.revokeSession()
      sleep(600_000)
      return client.get('/resource').json()
    },
  },
]

/** What any client has, whatever its sign-in takes. */
interface Watched {
  readonly auth: Pick<Auth, 'state' | 'subscribe'>
}

let spies: MockInstance[]
let transitions: AuthTransition[]
const captured = (): string =>
  inspect(
    spies.map(({ mock }) => mock.calls),
    { depth: 10, showHidden: true },
  )
const listen = ({ auth: { subscribe } }: Watched): void => {
  transitions = []
  subscribe((transition) => transitions.push(transition))
  spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  )
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
}

/**
 * Everything that can be printed of what a call gave. Hidden fields are looked into as well, but for what an error keeps
 * of a server's own words: that is there to be read.
 */
function printedOf(value: unknown): string {
  const texts = [inspect(value, { depth: 10 }), String(value), JSON.stringify(value)]
  for (let link = value; link instanceof Error; link = link.cause) {
    const {
      data: _,
      headers: __,
      snippet: ___,
      problem: ____,
      ...hidden
    } = Object.fromEntries(
      Object.getOwnPropertyNames(link).map((name) => [name, (link as unknown as Record<string, unknown>)[name]]),
    )
    texts.push(link.message, link.stack ?? '', JSON.stringify(link), inspect(hidden, { depth: 10, showHidden: true }))
  }
  return texts.join('\n')
}

async function everythingOf(at: Harbour, client: Watched, work: ReturnType<Path['run']>) {
  const heard = Promise.allSettled('then' in work ? [work] : work)
  await at.clock.advance(30_000)
  const outcomes = (await heard).map((each) => (each.status === 'fulfilled' ? each.value : each.reason) as unknown)
  expect(at.events.length * transitions.length).toBeGreaterThan(0)
  const streams = [at.events, transitions, client.auth.state]
  return {
    outcomes,
    text: [...outcomes, ...streams].map(printedOf).join('\n') + captured(),
  }
}

const secretsOf = ({ authority }: Harbour): string[] => [...authority.secrets, 'sentinel-']

describe('F22: no secret is in an error, an event, a transition or the console (T18) after', () => {
  test.each(paths.map((path) => [path.name, path] as const))('%s', async (_name, { options, open, run }) => {
    const at = harbour(options)
    const client = at.open({ ...open })
    listen(client)
    const entered = client.auth.signIn(ANN)
    await at.clock.advance(20)
    await entered
    const { text } = await everythingOf(at, client, run(at, client))
    expect(secretsOf(at).filter((secret) => text.includes(secret))).toEqual([])
    expect(at.authority.secrets.length).toBeGreaterThan(1)
  })

  test('nothing: a search that would find one finds none', () => {
    const cause = new Error('inner', { cause: new Error('sentinel-of-a-cause') })
    const outer = Object.assign(new Error('outer', { cause }), { own: { deep: ['sentinel-of-a-field'] } })
    Object.defineProperty(outer, 'hidden', { value: 'sentinel-that-is-hidden' })
    for (const found of ['of-a-cause', 'of-a-field', 'that-is-hidden']) expect(printedOf(outer)).toContain(found)
  })

  const others: readonly (readonly [string, Strategy<never>])[] = [
    ['an API key that is refused', apiKey({ value: API_KEY })],
    ['an API key that no header can carry', apiKey({ value: `${API_KEY}\r\nx: y` })],
    ['an API key that is not there', apiKey({ value: () => '' })],
    ['a name and password that are refused', basic({ username: 'ann', password: PASSWORD })],
  ]
  test.each(others)('%s', async (_name, strategy) => {
    const at = harbour()
    const client = at.open<never>({ strategy })
    listen(client)
    const { text, outcomes } = await everythingOf(at, client, [
      client.get('/resource').json(),
      client.post('/resource', { body: 'text' }).result(),
    ])
    expect(outcomes[0]).toBeInstanceOf(Error)
    for (const secret of ['sentinel-', btoa(`ann:${PASSWORD}`)]) expect(text).not.toContain(secret)
  })

  test('a strategy whose own refresh throws the tokens it was given', async () => {
    const at = harbour()
    const strategy = bearer<Person>({
      signIn: '/login',
      refresh: (tokens) => Promise.reject(new Error(`no: ${JSON.stringify(tokens)}`, { cause: tokens })),
    })
    const client = at.open({ strategy })
    listen(client)
    await client.auth.signIn(ANN)
    at.sleep(600_000)
    const { text, outcomes } = await everythingOf(at, client, [client.get('/resource').json()])
    expect(outcomes[0]).toMatchObject({ kind: 'auth', reason: 'refresh-failed' })
    expect(secretsOf(at).filter((secret) => text.includes(secret))).toEqual([])
  })

  test('a cookie session that loses its CSRF token, then its cookie', async () => {
    const at = harbour({ mode: 'cookie' })
    const strategy = cookie<Person>({
      session: '/session',
      signIn: '/login',
      signOut: '/logout',
      csrf: { path: '/csrf' },
    })
    const client = at.open({ strategy })
    listen(client)
    await client.auth.signIn(ANN)
    at.authority.fail({ at: 'resource', status: 403, json: { error: 'csrf' }, times: 2 })
    const twice = await client.post('/resource', { body: {} }).result()
    at.authority.fail({ at: 'csrf', status: 200, json: { csrfToken: 'sentinel-\nbroken' } })
    at.authority.changeCsrf()
    const broken = await client.post('/resource', { body: {} }).result()
    at.authority.revokeSession()
    const { text } = await everythingOf(at, client, [
      Promise.resolve(twice.error),
      Promise.resolve(broken.error),
      client.get('/resource').json(),
      client.auth.signOut(),
    ])
    expect([twice.status, broken.error?.kind]).toEqual([403, 'auth'])
    expect(secretsOf(at).filter((secret) => text.includes(secret))).toEqual([])
  })

  test('a session whose answer is no JSON', async () => {
    const at = harbour({ mode: 'cookie', csrf: false })
    const client = at.open({ strategy: cookie<Person>({ session: '/session', signIn: '/login' }) })
    listen(client)
    at.authority.fail({ at: 'session', status: 200, body: 'sentinel-handed', times: 9 })
    const { text } = await everythingOf(at, client, client.auth.signIn(ANN))
    expect(text).not.toContain('sentinel-')
  })

  test('options that cannot be right', () => {
    const wrong = [
      () => basic({ username: 'a:b', password: PASSWORD }),
      () => auth({ strategy: apiKey({ value: API_KEY }), origins: [`https://ann:${PASSWORD}@harbour.example`] }),
      () =>
        createClient({ baseUrl: 'http://harbour.example', plugins: [auth({ strategy: apiKey({ value: API_KEY }) })] }),
      () =>
        createClient({ baseUrl: `${ORIGIN}?key=${API_KEY}`, plugins: [auth({ strategy: apiKey({ value: 'k' }) })] }),
    ]
    for (const make of wrong) {
      let thrown: unknown
      try {
        make()
      } catch (error) {
        thrown = error
      }
      expect(thrown).toMatchObject({ kind: 'config' })
      expect(printedOf(thrown)).not.toContain('sentinel-')
    }
  })
})
