import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, platformBroadcast, platformRuntime } from '@fairlead/core'
import { mockTransport } from '@fairlead/testing'
import { acrossTabs, connect, native } from '@fairlead/ws'
import { attachWs, createSocketServer } from '@fairlead/ws/server'
import { QueryObserver } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { connected } from '../support/connected.ts'
import { contract } from '../support/fleet.ts'
import { messages } from '../support/pushed.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** The live half of a harbour. */
async function startLive() {
  const sockets = createSocketServer({ messages })
  const server = createServer()
  const detach = attachWs(sockets, { server, path: '/live', WebSocketServer })
  let links = 0
  server.on('upgrade', () => links++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    sockets.close()
    detach()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { sockets, baseUrl: `http://127.0.0.1:${port}`, links: () => links }
}

/** A tab that shows a vessel, and whose answers take longer than what tabs tell each other. */
async function openTab(baseUrl: string) {
  // Without it queries take a program of Node for a server, which has no tabs.
  const runtime = { ...platformRuntime, broadcast: platformBroadcast() }
  const http = mockTransport(() => ({ json: { id: '1', name: 'Aurora', flag: 'PA' }, delayMs: 50 }), { runtime })
  const client = createClient({ baseUrl, contract, runtime, transport: http })
  const { q, queryClient, close } = connected(client)
  cleanups.push(close)
  const observer = new QueryObserver(queryClient, q.byId.queryOptions({ params: { id: '1' } }))
  const names: (string | undefined)[] = []
  cleanups.push(observer.subscribe(({ data }) => names.push(data?.name)))
  await connect(client, { url: '/live', messages, transport: acrossTabs(native()) }).ready()
  const shown = () => observer.getCurrentResult()
  await expect.poll(() => shown().data?.name).toBe('Aurora')
  return { asked: http.requests, names, shown }
}

test('tabs that share a socket change what they show at each push, and ask once for what it makes stale', async () => {
  const server = await startLive()
  const tabs = [await openTab(server.baseUrl), await openTab(server.baseUrl), await openTab(server.baseUrl)]
  expect(server.links()).toBe(1)
  server.sockets.broadcast('reflagged', { id: '1', flag: 'FI' })
  for (const { shown } of tabs) await expect.poll(() => shown().data?.flag).toBe('FI')
  for (const { asked } of tabs) expect(asked).toHaveLength(1)
  server.sockets.broadcast('renamed', { id: '1', name: 'Borealis' })
  for (const { names } of tabs) await expect.poll(() => names).toContain('Borealis')
  // The answer knows nothing of it: it is there when the name is the old one again.
  for (const { shown } of tabs) await expect.poll(() => shown().data?.name).toBe('Aurora')
  for (const { asked } of tabs) expect(asked).toHaveLength(2)
})
