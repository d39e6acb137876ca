import { inspect } from 'node:util'
import { type AuthTransition, apiKey, auth, bearer } from '@fairlead/auth'
import { type ClientEvent, type Transport, createClient, fetchTransport } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { type RunningAuthority, startAuthority } from '@fairlead/testing/authority'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tell, times } from './faults/harbour.ts'

const transports: readonly (readonly [string, () => Transport])[] = [
  ['fetch', () => fetchTransport()],
  ['axios', () => axiosTransport()],
  ['ky', () => kyTransport()],
]

/** An authority on loopback, a client of it, and all that the client tells. */
async function started(transport: Transport, refreshTimeoutMs?: number) {
  const authority = await startAuthority()
  const printed: unknown[] = []
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(words)),
  )
  const client = createClient({
    baseUrl: authority.origin,
    transport,
    retry: false,
    plugins: [
      auth({
        strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }),
        ...(refreshTimeoutMs && { refreshTimeoutMs }),
      }),
    ],
  })
  client.on((event: ClientEvent) => printed.push(event))
  client.auth.subscribe((transition: AuthTransition) => printed.push(transition))
  onTestFinished(async () => {
    spies.forEach((spy) => spy.mockRestore())
    await client.dispose()
    await authority.close()
  })
  await client.auth.signIn({ user: 'ann', password: 'sentinel-password' })
  return { authority, client, printed }
}

/** Everything that can be printed of a failure, of what caused it, and of what was told meanwhile. */
function textOf(failures: readonly unknown[], printed: readonly unknown[]): string {
  const texts = [inspect(printed, { depth: 10, showHidden: true }), JSON.stringify(printed)]
  for (const failure of failures)
    for (let link = failure; link instanceof Error; link = link.cause)
      texts.push(String(link), link.stack ?? '', JSON.stringify(link), inspect(link, { depth: 10, showHidden: true }))
  return texts.join('\n')
}

const faults: readonly (readonly [string, (authority: RunningAuthority) => unknown])[] = [
  ['a refresh that is refused', (authority) => authority.revokeSession()],
  ['a refresh that fails', (authority) => authority.fail({ status: 503, times: 9 })],
  ['a refresh that a proxy answers', (authority) => authority.html(9)],
  ['a refresh whose connection breaks', (authority) => authority.fail({ drop: 'before', times: 9 })],
  ['a refresh whose answer is lost', (authority) => authority.dropAnswer(9)],
  ['a refresh that hangs', (authority) => authority.hang(9)],
  [
    'a refresh whose answer is half of one',
    (authority) =>
      authority.fail({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"a', times: 9 }),
  ],
  ['a resource that refuses for ever', (authority) => authority.fail({ at: 'resource', status: 401, times: 99 })],
  ['a resource whose connection breaks', (authority) => authority.fail({ at: 'resource', drop: 'before', times: 9 })],
  ['a machine that is gone', (authority) => authority.close()],
]

describe.each(transports)('F22: over HTTP with %s (T18)', (_transport, make) => {
  test.each(faults)('no secret is in an error, an event or the console after %s', async (fault, begin) => {
    // A short limit where it is what is looked at; elsewhere a busy machine would run into it.
    const { authority, client, printed } = await started(make(), fault.endsWith('hangs') ? 100 : undefined)
    authority.expireAccessTokens()
    await begin(authority)
    const calls = [
      client.get('/resource?q=1').json(),
      client.post('/resource', { body: { berth: 7 } }).json(),
      client.fetch('/resource').then((response) => {
        if (!response.ok) throw new Error(`status ${response.status}`)
      }),
    ]
    const failures = (await Promise.allSettled(calls)).flatMap((each) =>
      each.status === 'rejected' ? [each.reason as unknown] : [],
    )
    expect(failures).toHaveLength(3)
    await client.auth.signOut()
    const text = textOf(failures, printed)
    expect(authority.secrets.length).toBeGreaterThan(1)
    expect([...authority.secrets, 'sentinel-'].filter((secret) => text.includes(secret))).toEqual([])
  })

  test('an API key that no header can carry is in no error of the platform', async () => {
    const { authority } = await started(make())
    const client = createClient({
      baseUrl: authority.origin,
      transport: make(),
      plugins: [auth({ strategy: apiKey({ value: 'sentinel-\nkey' }) })],
    })
    const failure: unknown = await client
      .get('/resource')
      .json()
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'auth', reason: 'bad-credential' })
    expect(textOf([failure], [])).not.toContain('sentinel-')
    expect(authority.counts.resource).toBe(0)
    await client.dispose()
  })

  test('ten calls with a token that has expired make one refresh, at a strict authority', async () => {
    const { authority, client } = await started(make())
    authority.expireAccessTokens()
    const calls = times(10, () => tell(client.get('/resource').json()))
    expect(await Promise.all(calls)).toEqual(times(10, () => 'ok'))
    const { refused } = authority.counts
    expect(authority.counts).toMatchObject({ token: 1, resource: 10 + refused, reuse: 0 })
    expect(authority.aliveSessions).toBe(1)
  })
})
