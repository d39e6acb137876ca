import { auth, bearer } from '@fairlead/auth'
import { createClient, isFairleadError, platformRuntime } from '@fairlead/core'
import { redis } from '@fairlead/redis'
import { type RedisCoordinatorOptions, redisCoordinator } from '@fairlead/redis/auth'
import { startAuthority } from '@fairlead/testing/authority'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ask, clients } from '../../support/clients.ts'
import { type RunningRedis, describeRedis } from '../../support/server.ts'

/** What happens to a Redis, and how it ends. */
interface Fault {
  begin(redis: RunningRedis): unknown
  end(redis: RunningRedis): unknown
}

const faults: Readonly<Record<string, Fault>> = {
  'has been stopped': { begin: ({ server }) => server.kill(), end: ({ server }) => server.restart() },
  'is frozen': { begin: ({ server }) => server.pause(), end: ({ server }) => server.resume() },
  'is full': {
    begin: ({ url }) => ask(url, 'CONFIG', 'SET', 'maxmemory', '1'),
    end: ({ url }) => ask(url, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  'may not be written': {
    begin: ({ url }) => ask(url, 'REPLICAOF', '127.0.0.1', '1'),
    end: ({ url }) => ask(url, 'REPLICAOF', 'NO', 'ONE'),
  },
}

/** A client that is signed in at a strict authority, with its tokens in the Redis. */
async function harbour(url: string, kind: string, options: RedisCoordinatorOptions) {
  const authority = await startAuthority()
  const opened = await clients[kind]?.(url)
  if (!opened) throw new Error(`there is no client called ${kind}`)
  const fleet = redis(opened.client, { namespace: crypto.randomUUID(), deadlineMs: 300 })
  const coordinator = redisCoordinator(fleet, options)
  let sleptMs = 0
  const client = createClient({
    baseUrl: authority.origin,
    retry: false,
    runtime: { ...platformRuntime, now: () => Date.now() + sleptMs },
    plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', key: 'k' }), coordinator })],
  })
  onTestFinished(async () => {
    await client.dispose()
    await coordinator.close?.()
    fleet.close()
    await opened.close()
    await authority.close()
  })
  await vi.waitFor(() => coordinator.store.get('k'), { timeout: 10_000 })
  await client.auth.signIn({ user: 'ann' })
  return {
    authority,
    client,
    stored: () =>
      coordinator.store.get('k').then((entry) => (entry?.value as { version?: number } | undefined)?.version),
    sleep: (durationMs: number) => void (sleptMs += durationMs),
    call: () =>
      client
        .get('/resource')
        .json<{ user: string }>()
        .then(
          ({ user }) => user,
          (error: unknown) =>
            isFairleadError(error) ? `${error.kind} ${(error as { reason?: string }).reason}` : 'other',
        ),
  }
}

describeRedis(
  'a Redis with the tokens of a session, that',
  (server) => {
    describe.each(Object.entries(faults))('%s', (_fault, { begin, end }) => {
      test.each(Object.keys(clients))('fails no call whose token is good, and costs no session (%s)', async (kind) => {
        const { authority, client, sleep, call, stored } = await harbour(server.url, kind, {})
        await begin(server)
        expect(await call()).toBe('ann')
        sleep(600_000)
        expect(await call()).toBe('auth refresh-failed')
        expect([authority.counts.token, client.auth.state.status]).toEqual([0, 'expired'])
        await end(server)
        // Redis is tried again by itself; and so is the refresh, which time alone keeps from it.
        await vi.waitFor(stored, { timeout: 15_000, interval: 50 })
        sleep(120_000)
        await vi.waitFor(async () => expect(await call()).toBe('ann'), { timeout: 15_000, interval: 50 })
        expect(authority.counts).toMatchObject({ token: 1, reuse: 0 })
        expect(await stored()).toBe(2)
      })

      test('is done without where that is chosen, and is given the tokens when it is back', async () => {
        const { authority, sleep, call, stored } = await harbour(server.url, 'ioredis', { fallback: 'local' })
        await begin(server)
        sleep(600_000)
        expect(await call()).toBe('ann')
        expect(authority.counts).toMatchObject({ token: 1, reuse: 0 })
        await end(server)
        await vi.waitFor(async () => expect(await stored()).toBe(2), { timeout: 15_000, interval: 50 })
      })
    })
  },
  {},
)
