import { auth, bearer } from '@fairlead/auth'
import { createClient, post } from '@fairlead/core'
import { monitoring } from '@fairlead/monitoring'
import { memoryOutbox, outbox, queue } from '@fairlead/queue'
import { createQueries } from '@fairlead/query'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { useHealth } from '@fairlead/vue/monitoring'
import { useOutbox, useQueueStatus } from '@fairlead/vue/queue'
import { useChannel, useConnection } from '@fairlead/vue/ws'
import { environmentManager } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectScope, ref } from 'vue'
import { readyLive } from '../../ws/test/support/memory-live.ts'
import { inSetup } from './support/in-setup.ts'

beforeEach(() => environmentManager.setIsServer(() => false))
afterEach(() => environmentManager.setIsServer(() => typeof window === 'undefined'))

const log = post('/log', { responses: { 204: null } })

function harbour(status = 204) {
  const clock = createVirtualClock()
  const transport = mockTransport(
    ({ url, text }) =>
      url.endsWith('/sign-in')
        ? { json: { access_token: 'token', expires_in: 3_600, sub: (JSON.parse(text) as { user: string }).user } }
        : { status, delayMs: 100 },
    { runtime: clock },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    transport,
    contract: { log },
    plugins: [
      auth({ strategy: bearer({ signIn: '/sign-in' }) }),
      queue({ outbox: outbox({ store: memoryOutbox() }) }),
      monitoring(),
    ],
  })
  return { client, clock }
}

test('useConnection shows how a connection stands, as long as somebody looks', async () => {
  const { connection, clock, network } = await readyLive()
  const scope = effectScope()
  const shown = scope.run(() => useConnection(connection))
  expect(shown?.state.value).toBe('ready')
  expect(shown?.failure.value).toBeUndefined()
  network.cut()
  await clock.advance(0)
  expect(shown?.state.value).toBe('waiting')
  await clock.advance(60_000)
  expect(shown?.state.value).toBe('ready')
  scope.stop()
  connection.close()
  expect(shown?.state.value).toBe('ready')
})

test('useChannel hears the channel of its params, another one when they change, and none when the component has gone', async () => {
  const { connection, clock, server } = await readyLive()
  const id = ref('1')
  const heard: number[] = []
  const scope = effectScope()
  const shown = scope.run(() =>
    useChannel(connection, 'vessel', () => ({ id: id.value }), { moved: (n) => heard.push(n) }),
  )
  const publish = async (to: string, n: number) => {
    server.publish('vessel', { id: to }, 'moved', n)
    await clock.advance(50)
  }
  expect(shown?.status.value).toBe('pending')
  await clock.advance(50)
  expect(shown?.status.value).toBe('success')
  await publish('1', 11)
  id.value = '2'
  expect(shown?.status.value).toBe('pending')
  await clock.advance(50)
  await publish('1', 12)
  await publish('2', 21)
  expect(heard).toEqual([11, 21])
  id.value = 'secret'
  await clock.advance(50)
  expect(shown?.status.value).toBe('error')
  expect(shown?.error.value).toMatchObject({ kind: 'socket' })
  id.value = '3'
  await clock.advance(50)
  scope.stop()
  await clock.advance(50)
  await publish('3', 31)
  expect(heard).toEqual([11, 21])
})

test('useChannel opens nothing on a server', async () => {
  environmentManager.setIsServer(() => true)
  const { connection, clock, server } = await readyLive()
  const heard: string[] = []
  const shown = effectScope().run(() => useChannel(connection, 'tower', { said: (text) => heard.push(text) }))
  await clock.advance(50)
  server.publish('tower', undefined, 'said', 'come in')
  await clock.advance(50)
  expect([shown?.status.value, heard]).toEqual(['pending', []])
})

test('useQueueStatus shows what runs, and looks no more when the component has gone', async () => {
  const { client, clock } = harbour()
  const { result, leave } = inSetup(createQueries(client), () => useQueueStatus({ everyMs: 20 }))
  expect(result.lanes.value).toEqual([])
  const call = client.api.log()
  await clock.advance(40)
  expect(result.lanes.value).toMatchObject([{ origin: 'https://harbour.example', running: 1 }])
  await clock.advance(100)
  await call
  expect(result.lanes.value).toMatchObject([{ running: 0 }])
  leave()
  const pending = clock.pending
  await clock.advance(1_000)
  expect(clock.pending).toBeLessThanOrEqual(pending)
  const last = result.lanes.value
  void client.api.log()
  await clock.advance(50)
  expect(result.lanes.value).toBe(last)
})

test('useOutbox shows the kept writes of whoever is there, and what is done with them', async () => {
  const { client, clock } = harbour(503)
  await client.auth.signIn({ user: 'ida' })
  client.queue.outbox.pause()
  const { result, leave } = inSetup(createQueries(client), useOutbox)
  await clock.advance(0)
  expect([result.status.value, result.entries.value]).toEqual(['success', []])
  // That it is no longer waited for when its user has left is told to whoever sent it.
  const sent = client.queue.outbox.send(log).catch((error: unknown) => error)
  await clock.advance(10)
  expect(result.entries.value).toMatchObject([{ template: '/log' }])
  const [entry] = result.entries.value
  await client.auth.signIn({ user: 'ben' })
  expect(result.entries.value).toEqual([])
  await clock.advance(10)
  expect(result.entries.value).toEqual([])
  await client.auth.signIn({ user: 'ida' })
  await clock.advance(10)
  expect(result.entries.value).toHaveLength(1)
  await result.cancel(entry?.id ?? '')
  await clock.advance(10)
  expect(result.entries.value).toEqual([])
  expect(await sent).toMatchObject({ reason: 'session-ended' })
  leave()
})

test('useHealth shows how calls fare', async () => {
  const { client, clock } = harbour()
  const { result, leave } = inSetup(createQueries(client), () => useHealth({ everyMs: 50 }))
  expect(result.origins.value).toEqual([])
  const call = client.api.log()
  await clock.advance(200)
  await call
  expect(result.origins.value).toMatchObject([{ origin: 'https://harbour.example', calls: 1, errors: 0 }])
  expect(result.alerts.value).toEqual([])
  leave()
})

test('how often it is looked at is a number of milliseconds', () => {
  const { client } = harbour()
  const queries = createQueries(client)
  expect(() => inSetup(queries, () => useHealth({ everyMs: 0 }))).toThrow(/`everyMs` cannot be 0/)
  expect(() => inSetup(queries, () => useQueueStatus({ interval: 5 } as never))).toThrow(/unknown option 'interval'/)
})

test('what the client does not have is asked for by its name', () => {
  const client = createClient({ baseUrl: 'https://harbour.example' })
  const bare = createClient({ baseUrl: 'https://harbour.example', plugins: [queue()] })
  expect(() => inSetup(createQueries(client), () => useHealth())).toThrow(/`monitoring\(\)`/)
  expect(() => inSetup(createQueries(client), () => useQueueStatus())).toThrow(/`queue\(\)`/)
  expect(() => inSetup(createQueries(bare), useOutbox)).toThrow(/`queue\(\{ outbox: outbox\(\) \}\)`/)
})
