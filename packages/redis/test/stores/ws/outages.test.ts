import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@fairlead/core'
import { redis } from '@fairlead/redis'
import { redisSessions } from '@fairlead/redis/ws'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { type Gap, type Verdict, connect } from '@fairlead/ws'
import { attachWs, createSocketServer } from '@fairlead/ws/server'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { ask, clients } from '../../support/clients.ts'
import { type RunningRedis, describeRedis } from '../../support/server.ts'
import { contract } from './processes/contract.ts'

/** Long enough for a breaker that has been open for long, and for what is asked seldom by then. */
const RECOVERY = { timeout: 40_000, interval: 50 }

/** Two servers over one Redis, and a client of the first. */
async function place(running: RunningRedis, kind: string) {
  const { url } = running
  onTestFinished(() => running.server.resume())
  const namespace = crypto.randomUUID()
  const heard: number[] = []
  const start = async () => {
    const opened = await clients[kind]?.(url)
    if (!opened) throw new Error(`there is no client called ${kind}`)
    const store = redisSessions(redis(opened.client, { namespace, deadlineMs: 500 }))
    const sockets = createSocketServer({ messages: contract, store, onError() {} })
    sockets.on('steer', (n) => void heard.push(n))
    sockets.handle('double', (n) => 2 * n)
    const server = createServer()
    attachWs(sockets, { server, path: '/live', WebSocketServer })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    onTestFinished(async () => {
      sockets.close()
      server.closeAllConnections()
      server.close()
      await opened.close()
    })
    return { sockets, port: (server.address() as AddressInfo).port }
  }
  const [first, second] = [await start(), await start()]
  const proxy = await createChaosProxy({ targetPort: first.port })
  const connection = connect(createClient({ baseUrl: proxy.url('http', '') }), {
    url: '/live',
    messages: contract,
    reconnect: { baseMs: 10, maxMs: 50 },
  })
  onTestFinished(async () => {
    connection.close()
    await proxy.close()
  })
  await connection.ready()
  const told: { readonly gaps: Gap[]; downs: number } = { gaps: [], downs: 0 }
  connection.onGap((gap) => void told.gaps.push(gap))
  let next = 0
  const steer = async (count: number): Promise<(string | undefined)[]> => {
    const sent: Promise<Verdict>[] = []
    for (let left = count; left > 0; left--) sent.push(connection.send('steer', next++))
    return (await Promise.all(sent)).map(({ state }) => state)
  }
  /** What Redis has of the client's messages. */
  const storedUpTo = async (): Promise<unknown> => {
    const [peer] = first.sockets.peers
    return peer && ask(url, 'HGET', `${namespace}:{ws:${peer.id}}`, 'received')
  }
  return { connection, proxy, second, heard, told, steer, storedUpTo }
}

const acknowledged = (count: number): string[] => Array.from({ length: count }, () => 'acknowledged')
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

describeRedis(
  'sockets while Redis is away',
  (server) => {
    describe.each(Object.keys(clients))('through %s', (kind) => {
      test('live on with their links, and can be gone on with elsewhere once it is there again', async () => {
        const { connection, proxy, second, heard, told, steer, storedUpTo } = await place(server, kind)
        expect(await steer(20)).toEqual(acknowledged(20))
        const links = proxy.counts.accepted
        server.server.pause()
        expect(await steer(20)).toEqual(acknowledged(20))
        expect(await connection.request('double', 4)).toBe(8)
        server.server.resume()
        // The request was a message too.
        await vi.waitFor(async () => expect(await storedUpTo()).toBe('41'), RECOVERY)
        expect([heard, proxy.counts.accepted, told.gaps]).toEqual([upTo(40), links, []])
        proxy.retarget(second.port)
        proxy.fault('rst')
        expect(await steer(20)).toEqual(acknowledged(20))
        expect([heard, told.gaps.map(({ recovered }) => recovered)]).toEqual([upTo(60), ['partial']])
      }, 60_000)

      test('are told as lost by a server that finds nothing of them, and nothing comes twice', async () => {
        const { proxy, second, heard, told, steer } = await place(server, kind)
        await steer(20)
        server.server.pause()
        await steer(20)
        proxy.retarget(second.port)
        proxy.fault('rst')
        await vi.waitFor(() => expect(told.gaps.length).toBe(1), RECOVERY)
        expect(await steer(20)).toEqual(acknowledged(20))
        server.server.resume()
        expect([heard, told.gaps.map(({ recovered }) => recovered)]).toEqual([upTo(60), ['none']])
      }, 60_000)

      test('are not gone on with from what was stored before it froze', async () => {
        const { proxy, second, heard, told, steer } = await place(server, kind)
        await steer(20)
        server.server.pause()
        await steer(20)
        server.server.resume()
        proxy.retarget(second.port)
        proxy.fault('rst')
        await vi.waitFor(() => expect(told.gaps.length).toBe(1), RECOVERY)
        expect(await steer(20)).toEqual(acknowledged(20))
        expect(heard).toEqual(upTo(60))
      }, 60_000)

      test('live on while it has no memory left, and are stored again when it has', async () => {
        const { connection, heard, told, steer, storedUpTo } = await place(server, kind)
        onTestFinished(async () => void (await ask(server.url, 'CONFIG', 'SET', 'maxmemory', '0')))
        expect(await steer(20)).toEqual(acknowledged(20))
        await ask(server.url, 'CONFIG', 'SET', 'maxmemory', '1')
        // Its answer is a message, for which there is no room.
        expect(await connection.request('double', 4)).toBe(8)
        expect(await steer(20)).toEqual(acknowledged(20))
        await ask(server.url, 'CONFIG', 'SET', 'maxmemory', '0')
        await vi.waitFor(async () => expect(await storedUpTo()).toBe('41'), RECOVERY)
        expect([heard, told.gaps]).toEqual([upTo(40), []])
      }, 60_000)

      test('live on with their links when it is restarted empty, and are stored in it again', async () => {
        const { proxy, second, heard, told, steer, storedUpTo } = await place(server, kind)
        await steer(20)
        const links = proxy.counts.accepted
        await server.server.restart()
        expect(await steer(20)).toEqual(acknowledged(20))
        await vi.waitFor(async () => expect(await storedUpTo()).toBe('40'), RECOVERY)
        expect([heard, proxy.counts.accepted, told.gaps]).toEqual([upTo(40), links, []])
        proxy.retarget(second.port)
        proxy.fault('rst')
        expect(await steer(20)).toEqual(acknowledged(20))
        expect([heard, told.gaps.map(({ recovered }) => recovered)]).toEqual([upTo(60), ['partial']])
      }, 60_000)
    })
  },
  {},
)
