import type { auth } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { type Redis, redis } from '@fairlead/redis'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../../tools/guide-programs.ts'
import { clients } from '../support/clients.ts'
import { describeRedis } from '../support/server.ts'

const tides = async (input: string | URL | Request): Promise<Response> =>
  new URL(input as string).pathname.endsWith('login')
    ? Response.json({ access_token: 'a1', refresh_token: 'r1', sub: 'ann' })
    : Response.json({ at: '06:12' })

describeRedis('the programs of the guide to fleets', (running) => {
  const [client = '', guard = '', session = ''] = programsOf('fleet')
  let fleet: Redis
  let close: () => unknown

  beforeEach(async () => {
    vi.stubGlobal('fetch', tides)
    const opened = await clients['node-redis']?.(running.url)
    if (!opened) throw new Error('no client')
    fleet = redis(opened.client, { namespace: crypto.randomUUID() })
    close = opened.close
  })
  afterEach(async () => {
    vi.unstubAllGlobals()
    await close()
  })

  test('show a client of a fleet', async () => {
    const here = client.replace('rediss://fleet:secret@redis.internal', running.url)
    const asked = "show(await client.get('/now').json())\nawait client.dispose()\nconnection.destroy()"
    expect(await run(`${here}\n${asked}`, tides)).toEqual([[{ at: '06:12' }]])
  })

  test('show a server that lets twenty of one caller in', async () => {
    const { guard: make } = await exportsOf<{ guard(fleet: Redis): (caller: string) => Promise<Response | undefined> }>(
      guard,
    )
    const check = make(fleet)
    const statuses = await Promise.all(Array.from({ length: 22 }, async () => (await check('ann'))?.status))
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === undefined).length).toBeGreaterThanOrEqual(20)
    expect(await check('bo')).toBeUndefined()
  })

  test('show one session of all processes', async () => {
    const { session: make } = await exportsOf<{ session(fleet: Redis): ReturnType<typeof auth> }>(session)
    const process = () => createClient({ baseUrl: 'https://harbour.example/api', plugins: [make(fleet)] })
    const one = process()
    await one.auth.signIn({ user: 'ann' })
    const two = process()
    await two.session.ready
    expect(two.session.identity).toBe(one.session.identity)
    expect(two.session.identity).toContain('ann')
    await Promise.all([one.dispose(), two.dispose()])
  })
})
