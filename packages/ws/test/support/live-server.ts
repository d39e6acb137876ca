import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Peer,
  type SocketServer,
  type SocketServerOptions,
  attachSocketIo,
  attachWs,
  createSocketServer,
  refusal,
  sseEndpoint,
} from '@fairlead/ws/server'
import { Server as SocketIo } from 'socket.io'
import { WebSocketServer } from 'ws'
import { contract } from './contract.ts'

type Contract = typeof contract

/** A server of the tests' contract on loopback, and what it has heard. */
export interface LiveServer {
  readonly port: number
  readonly url: string
  readonly sockets: SocketServer<Contract>
  /** Who asked `safe`, by what they asked. */
  readonly peers: ReadonlyMap<number, Peer<Contract>>
  readonly heard: number[]
  close(): Promise<void>
}

const PAGES = {
  page: '<!doctype html><title>live</title><script type="module" src="/page.js"></script>',
  other: '<!doctype html><title>other</title>',
}

/** Starts a server; `port` to start it again where an earlier one was. */
export async function startLive(
  options: Partial<SocketServerOptions<Contract>> & {
    readonly port?: number
    readonly heard?: number[]
    /** The script of a page to serve beside. */
    readonly script?: string
  } = {},
): Promise<LiveServer> {
  const { port = 0, heard = [], script, ...own } = options
  const server = createServer((request, response) => {
    if (request.url === '/events') endpoint.node(request, response)
    else if (script !== undefined && request.url === '/page.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    else if (script !== undefined && /^\/(other(\?2)?)?$/.test(request.url ?? ''))
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGES[request.url === '/' ? 'page' : 'other'])
    else if (!request.url?.startsWith('/io')) response.writeHead(404).end()
  })
  const sockets = createSocketServer({
    limits: { maxFramesPerSecond: Infinity },
    onError() {},
    ...own,
    messages: contract,
  })
  for (const name of ['steer', 'nudge', 'glance'] as const) sockets.on(name, ({ n }) => void heard.push(n))
  sockets.on('blob', (data) => void heard.push(data.byteLength))
  sockets.handle('double', (n) => n * 2)
  const peers = new Map<number, Peer<Contract>>()
  sockets.handle('safe', (n, { peer }) => {
    peers.set(n, peer)
    return n * 2
  })
  sockets.handle('fail', (code) => {
    throw code === 'oops' ? new Error('a secret of the server') : refusal(code, 'not today', { until: 'noon' })
  })
  sockets.handle(
    'slow',
    (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(heard.push(-1)))),
  )
  sockets.channel('vessel', ({ id }) => id !== 'secret')
  sockets.channel('tower', () => true)
  const endpoint = sseEndpoint(sockets)
  const io = new SocketIo(server, { path: '/io', serveClient: false })
  attachSocketIo(sockets, io)
  const detach = attachWs(sockets, { server, path: '/live', WebSocketServer })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: bound } = server.address() as AddressInfo
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    sockets,
    peers,
    heard,
    async close() {
      sockets.close()
      detach()
      // Before it is waited for: a connection that is kept alive would be waited for too.
      server.closeAllConnections()
      await io.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
