import { type MessageContract, connect } from '@fairlead/ws'
import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { createSocketServer } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { memoryNetwork } from '../support/memory-link.ts'
import { readyLive } from '../support/memory-live.ts'

const settled = async (given: Promise<unknown>): Promise<PromiseSettledResult<unknown>> =>
  (await Promise.allSettled([given]))[0]

test('a channel brings what is published to its params, and nothing else', async () => {
  const { clock, connection, server } = await readyLive()
  const [a, b] = [connection.channel('vessel', { id: 'a' }), connection.channel('vessel', { id: 'b' })]
  const heard: unknown[] = []
  a.on('moved', (n) => heard.push(['a', n]))
  b.on('moved', (n) => heard.push(['b', n]))
  await clock.advance(50)
  await a.ready
  expect(server.publish('vessel', { id: 'a' }, 'moved', 1)).toBe(1)
  expect(server.publish('vessel', { id: 'b' }, 'moved', 2)).toBe(1)
  expect(server.publish('vessel', { id: 'c' }, 'moved', 3)).toBe(0)
  await clock.advance(50)
  expect(heard).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  connection.close()
})

test('who left a channel hears nothing more of it, also what is on its way', async () => {
  const { clock, connection, server, errors } = await readyLive()
  const tower = connection.channel('tower')
  const heard: string[] = []
  tower.on('said', (text) => void heard.push(text))
  const reader = tower.messages('said').next()
  await clock.advance(50)
  server.publish('tower', undefined, 'said', 'first')
  await clock.advance(50)
  expect(await reader).toEqual({ done: false, value: 'first' })
  const end = tower.messages('said').next()
  server.publish('tower', undefined, 'said', 'under way')
  tower.close()
  tower.close()
  expect(await end).toEqual({ done: true, value: undefined })
  await clock.advance(50)
  expect(server.publish('tower', undefined, 'said', 'nobody there')).toBe(0)
  expect([heard, errors, connection.state]).toEqual([['first'], [], 'ready'])
  connection.close()
})

test('who may not join is told so, is not asked for again, and the connection stays', async () => {
  const made = await readyLive()
  const { clock, connection } = made
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  const secret = connection.channel('vessel', { id: 'secret' })
  const reader = settled(secret.messages('moved').next())
  await clock.advance(50)
  await expect(secret.ready).rejects.toMatchObject({ kind: 'socket', reason: 'refused', code: 'forbidden' })
  expect(await reader).toMatchObject({ status: 'rejected' })
  made.restart()
  await clock.advance(5_000)
  expect([connection.state, errors.length]).toEqual(['ready', 1])
  connection.close()
})

test('subscriptions outlive the link, and are made again in a new session', async () => {
  const made = await readyLive()
  const { clock, connection, network } = made
  const early = connection.channel('vessel', { id: 'a' })
  const heard: number[] = []
  early.on('moved', (n) => void heard.push(n))
  await clock.advance(50)
  network.cut()
  made.server.publish('vessel', { id: 'a' }, 'moved', 1)
  await clock.advance(2_000)
  expect(heard).toEqual([1])
  made.restart()
  expect(made.server.publish('vessel', { id: 'a' }, 'moved', 2)).toBe(0)
  await clock.advance(5_000)
  expect(made.server.publish('vessel', { id: 'a' }, 'moved', 3)).toBe(1)
  await clock.advance(50)
  expect(heard).toEqual([1, 3])
  connection.close()
})

test('params that do not fit, and names that nobody knows, are refused at the call', async () => {
  const { connection } = await readyLive()
  expect(() => connection.channel('vessel', { id: 7 } as never)).toThrow('does not fit its schema')
  expect(() => connection.channel('constructor' as never)).toThrow("no channel 'constructor'")
  expect(() => connection.channel('tower').on('toString' as never, () => {})).toThrow("no message 'toString'")
  connection.close()
  expect(() => connection.channel('tower')).toThrow('was closed')
})

test('params are compared as their schema gives them, whatever the order of their members', async () => {
  const messages = {
    channels: {
      area: {
        params: z.object({ id: z.string().toUpperCase(), kind: z.string().default('all') }),
        messages: { changed: z.number() },
      },
    },
  } as const satisfies MessageContract
  const clock = createVirtualClock()
  const server = createSocketServer({ messages, runtime: clock })
  const joined: unknown[] = []
  server.channel('area', (params) => joined.push(params) > 0)
  const network = memoryNetwork(server, clock)
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock })
  const connection = connect(client, { url: '/live', messages, transport: network.transport })
  const heard: number[] = []
  connection.channel('area', { id: 'a' }).on('changed', (n) => void heard.push(n))
  await clock.advance(50)
  expect(joined).toEqual([{ id: 'A', kind: 'all' }])
  expect(server.publish('area', { kind: 'all', id: 'a' }, 'changed', 1)).toBe(1)
  expect(server.publish('area', { id: 'A' }, 'changed', 2)).toBe(1)
  await clock.advance(50)
  expect(heard).toEqual([1, 2])
  connection.close()
})
