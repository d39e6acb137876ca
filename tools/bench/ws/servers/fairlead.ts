import type { Schema } from '@fairlead/core'
import type { MessageContract } from '@fairlead/ws'
import { type SocketServer, attachSocketIo, attachWs, createSocketServer, sseEndpoint } from '@fairlead/ws/server'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import type { Message } from '../clients/client.ts'
import { listen, stop } from './listen.ts'
import { plain } from './plain.ts'
import type { Serve } from './server.ts'

/** What the peers do not check is not checked here. */
function unchecked<T>(): Schema<T> {
  return { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value: value as T }) } }
}

/** What our client and server say to each other. */
export const contract = {
  toServer: { message: unchecked<Message>() },
  toClient: { broadcast: unchecked<number>() },
} satisfies MessageContract

type Sockets = SocketServer<typeof contract>

/** Our server half over `ws`. */
export const fairlead: Serve = (options) =>
  serve((sockets, server) => attachWs(sockets, { server, path: '/live', WebSocketServer }), options)

/** Our server half over socket.io. */
export const fairleadSocketIo: Serve = (options) =>
  serve((sockets, server) => attachSocketIo(sockets, new Server(server, { path: '/live' })), options)

/** Our server half over server-sent events. */
export const fairleadSse: Serve = (options) =>
  serve((sockets, server) => server.on('request', sseEndpoint(sockets).node), options)

async function serve(
  attach: (sockets: Sockets, server: Awaited<ReturnType<typeof listen>>['server']) => unknown,
  { heard, tried, ending }: Parameters<Serve>[0] = {},
): ReturnType<Serve> {
  // A server that breaks has no protocol.
  if (ending) return plain({ ending, ...(tried && { tried }) })
  const { server, port } = await listen(tried)
  // The bound on frames is against clients that do what is measured here.
  const sockets = createSocketServer({ messages: contract, limits: { maxFramesPerSecond: Infinity } })
  sockets.on('message', ({ n }) => heard?.(n))
  attach(sockets, server)
  return {
    port,
    broadcast: (n) => void sockets.broadcast('broadcast', n),
    async close() {
      sockets.close()
      await stop(server)
    },
  }
}
