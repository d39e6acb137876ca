import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { platformRuntime } from '@fairlead/core'
import { createChaosProxy } from '@fairlead/testing/chaos'
import {
  type LinkEventsUnderTest,
  type SocketTransportContext,
  socketTransportCases,
} from '@fairlead/testing/conformance'
import { type LinkAcceptor, type ServerLink, attachSocketIo, attachWs, sseEndpoint } from '@fairlead/ws/server'
import { Server as SocketIo } from 'socket.io'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { transports } from '../support/transports.ts'

/** Serves links that send back each frame, through the very adapters that the server half has. */
async function startEcho() {
  const links = new Set<ServerLink>()
  let isRefusing = false
  const echo: LinkAcceptor = {
    maxFrameBytes: 1_000_000,
    allows: () => !isRefusing,
    accept(link) {
      links.add(link)
      return { frame: (frame) => link.send(frame), down: () => void links.delete(link) }
    },
  }
  const endpoint = sseEndpoint(echo)
  const server = createServer((request, response) => {
    if (request.url === '/events') endpoint.node(request, response)
  })
  const io = new SocketIo(server, { path: '/io', serveClient: false })
  attachSocketIo(echo, io)
  attachWs(echo, { server, path: '/live', WebSocketServer })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy = await createChaosProxy({ targetPort: (server.address() as AddressInfo).port })
  const nowhere = createServer()
  await new Promise<void>((resolve) => nowhere.listen(0, '127.0.0.1', resolve))
  const { port: freePort } = nowhere.address() as AddressInfo
  await new Promise((resolve) => nowhere.close(resolve))

  return {
    context(
      path: string,
      transport: () => (typeof transports)[0][2] extends () => infer T ? T : never,
    ): SocketTransportContext {
      const open = (url: string, events: LinkEventsUnderTest) =>
        transport().connect({ url, credential: undefined, runtime: platformRuntime }, events)
      return {
        connect(events) {
          isRefusing = false
          return open(proxy.url('http', path), events)
        },
        connectNowhere: (events) => open(`http://127.0.0.1:${freePort}${path}`, events),
        connectRefused(events) {
          isRefusing = true
          return open(proxy.url('http', path), events)
        },
        links: () => links.size,
        end() {
          for (const link of links) link.close(1012, '')
        },
        cut: () => void proxy.fault('rst'),
      }
    },
    async close() {
      await proxy.close()
      server.closeAllConnections()
      await io.close()
    },
  }
}

describe.each(transports)('%s', (_, path, transport) => {
  let echo: Awaited<ReturnType<typeof startEcho>>
  beforeAll(async () => {
    echo = await startEcho()
  })
  afterAll(() => echo.close())
  test.each(socketTransportCases)('$name', async ({ run }) => {
    await expect(run(echo.context(path, transport))).resolves.toBeUndefined()
  })
})
