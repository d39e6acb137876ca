import { acceptWebSocket, bunWebSocket, createSocketServer, infoOf, sseEndpoint } from '@fairlead/ws/server'
import { answerLive, messages } from './live-contract.ts'

/** A server that this runtime runs itself. */
interface OwnServer {
  readonly name: string
  readonly url: string
  close(): unknown
}

interface BunLike {
  serve(options: object): { readonly port: number; stop(force: boolean): unknown }
}
interface DenoLike {
  serve(
    options: object,
    handle: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): unknown }
  upgradeWebSocket(request: Request): { readonly socket: WebSocket; readonly response: Response }
}

/** Serves links with the adapter for this runtime; undefined where there is none to be tried here. */
export function serveHere(): OwnServer | undefined {
  const { Bun, Deno } = globalThis as { Bun?: BunLike; Deno?: DenoLike }
  const sockets = createSocketServer({ messages, onError() {} })
  answerLive(sockets)
  const events = sseEndpoint(sockets)
  if (Bun) {
    const { upgrade, websocket } = bunWebSocket(sockets)
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      idleTimeout: 0,
      fetch: (request: Request, own: Parameters<typeof upgrade>[1]) =>
        new URL(request.url).pathname === '/live' ? upgrade(request, own) : events.fetch(request),
      websocket,
    })
    return { name: 'Bun', url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) }
  }
  if (Deno) {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, (request) => {
      if (new URL(request.url).pathname !== '/live') return events.fetch(request)
      if (!sockets.allows(infoOf(request))) return new Response(null, { status: 403 })
      const { socket, response } = Deno.upgradeWebSocket(request)
      acceptWebSocket(sockets, socket, request)
      return response
    })
    return { name: 'Deno', url: `http://127.0.0.1:${server.addr.port}`, close: () => void server.shutdown() }
  }
  sockets.close()
  return undefined
}
