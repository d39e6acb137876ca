import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createClient } from '@redis/client'
import { Redis as Ioredis } from 'ioredis'
import { type RedisClient, redis, script } from '@fairlead/redis'
import { redisCoordinator } from '@fairlead/redis/auth'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { installFromDebian } from '../../../../tools/debian.ts'
import { freePort } from '../../../../tools/programs.ts'
import { describeRedis } from '../support/server.ts'
import { endOf } from '../support/hand-made.ts'

const PASSWORD = 'hunter2-of-the-harbour'
const ECHO = script('echo', `return 'e' .. ARGV[1]`)
const SET = script('set', `return redis.call('SET', KEYS[1], 'v', 'PX', 1000)`)

/** How each kind of client is given what it logs in with; it may not get in. */
const opening = {
  async 'node-redis'(url: string, ca?: string) {
    const client = createClient({ url, socket: { reconnectStrategy: 50, ...(ca && { tls: true, ca }) } } as object)
    client.on('error', () => {})
    client.connect().catch(() => {})
    onTestFinished(() => client.destroy())
    return client as RedisClient
  },
  async ioredis(url: string, ca?: string) {
    const client = new Ioredis(url, { ...(ca && { tls: { ca } }) })
    client.on('error', () => {})
    onTestFinished(() => client.disconnect())
    return client as RedisClient
  },
}

const kinds = Object.entries(opening)

/** A Redis through a client, and what it told of failures. */
async function connect(client: RedisClient) {
  const errors: unknown[] = []
  const fleet = redis(client, {
    namespace: 'harbour',
    deadlineMs: 2_000,
    onError: (error) => errors.push(error),
  })
  onTestFinished(() => fleet.close())
  return { fleet, errors }
}

/** Nothing of what the client logs in with is in any printed form. */
function expectNoSecret(errors: readonly unknown[]): void {
  expect(errors.length).toBeGreaterThan(0)
  for (const error of errors) {
    const forms = [String(error), (error as Error).stack, JSON.stringify(error), inspect(error, { depth: 9 })]
    for (const form of forms) expect(form).not.toMatch(/hunter2|harbour-master/)
  }
}

describeRedis(
  'a Redis with a password',
  (server) => {
    const urlWith = (user: string, password: string): string => server.url.replace('//', `//${user}:${password}@`)

    describe.each(kinds)('through %s', (_kind, open) => {
      test('is used by who knows it, channels included', async () => {
        const { fleet } = await connect(await open(urlWith('', PASSWORD)))
        await vi.waitFor(async () => expect(await fleet.run(ECHO, [], [1])).toBe('e1'))
        const heard: string[] = []
        fleet.listen('any', (text) => heard.push(text))
        await vi.waitFor(() => expect(heard).toContain('lost'))
      })

      test('is not used by who does not, and nothing of the password is told', async () => {
        const { fleet, errors } = await connect(await open(urlWith('harbour-master', `wrong-${PASSWORD}`)))
        expect(await endOf(fleet.run(ECHO, [], [1]))).toMatchObject({ kind: 'network' })
        expectNoSecret(errors)
      })

      test('tells a user what it may not do, and nothing of the user', async () => {
        const admin = new Ioredis(urlWith('', PASSWORD))
        // It may run scripts and read, and neither write nor hear or tell of channels.
        await admin.call(
          'ACL',
          'SETUSER',
          'harbour-master',
          'on',
          `>${PASSWORD}`,
          '~*',
          'resetchannels',
          '+@read',
          '+@scripting',
          '+@connection',
          '+info',
        )
        admin.disconnect()
        const { fleet, errors } = await connect(await open(urlWith('harbour-master', PASSWORD)))
        await vi.waitFor(async () => expect(await fleet.run(ECHO, [], [1])).toBe('e1'))
        expect(await endOf(fleet.run(SET, [fleet.key('k')], []))).toMatchObject({ kind: 'network' })
        expectNoSecret(errors)
      })

      test('keeps tokens for a user who may not tell of channels', async () => {
        const admin = new Ioredis(urlWith('', PASSWORD))
        await admin.call(
          'ACL',
          'SETUSER',
          'quiet',
          'on',
          `>${PASSWORD}`,
          '~harbour:*',
          'resetchannels',
          '+@all',
          '-@dangerous',
          '+info',
        )
        admin.disconnect()
        const { fleet } = await connect(await open(urlWith('quiet', PASSWORD)))
        const { store, lock } = redisCoordinator(fleet, { name: crypto.randomUUID() })
        await vi.waitFor(() => store.get('k'))
        const revision = await lock('k', {}, () => store.compareAndSet('k', undefined, { token: 1 }))
        expect(await store.get('k')).toEqual({ revision, value: { token: 1 } })
      })
    })
  },
  { args: () => ['--requirepass', PASSWORD] },
)

const folder = mkdtempSync(join(tmpdir(), 'fairlead-tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
const tlsPort = await freePort()
const canTls = hasCertificate()
if (!canTls) console.warn('The tests over TLS are skipped: install openssl (apt-get install openssl).')

/** Makes a certificate, with a program that nearly every machine has. @throws Error with `CI=true` where it cannot be had */
function hasCertificate(): boolean {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject]
  const make = (): boolean =>
    spawnSync('openssl', [...args, '-keyout', key, '-out', certificate], { stdio: 'ignore' }).status === 0
  if (make() || (installFromDebian('openssl', make) && make())) return true
  if (process.env['CI'] === 'true') throw new Error('No certificate can be made: install openssl.')
  return false
}

const tlsArgs = [
  '--tls-port',
  String(tlsPort),
  '--tls-cert-file',
  certificate,
  '--tls-key-file',
  key,
  '--tls-auth-clients',
  'no',
]

describe.skipIf(!canTls)(`over TLS${canTls ? '' : ' (skipped: no openssl)'}`, () => {
  describeRedis(
    'a Redis',
    () => {
      test.each(kinds)('is used through %s', async (_kind, open) => {
        const ca = readFileSync(certificate, 'utf8')
        const { fleet } = await connect(await open(`rediss://localhost:${tlsPort}`, ca))
        await vi.waitFor(async () => expect(await fleet.run(ECHO, [], [1])).toBe('e1'))
        const heard: string[] = []
        fleet.listen('any', (text) => heard.push(text))
        await vi.waitFor(() => expect(heard).toContain('lost'))
      })

      test.each(kinds)('is not used through %s where nobody vouches for it', async (_kind, open) => {
        const { fleet, errors } = await connect(await open(`rediss://harbour-master:${PASSWORD}@localhost:${tlsPort}`))
        expect(await endOf(fleet.run(ECHO, [], [1]))).toMatchObject({ kind: 'network' })
        expectNoSecret(errors)
      })
    },
    { args: () => tlsArgs },
  )
})

describeRedis('a Redis', (server) => {
  test('is heard through a client that keeps no commands for later', async () => {
    const client = new Ioredis(server.url, { enableOfflineQueue: false })
    onTestFinished(() => client.disconnect())
    await new Promise((resolve) => client.once('ready', resolve))
    const { fleet } = await connect(client)
    const heard: string[] = []
    fleet.listen('any', (text) => heard.push(text))
    await vi.waitFor(() => expect(heard).toContain('lost'))
  })
})
