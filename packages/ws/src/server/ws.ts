import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { LinkAcceptor } from './link.ts'

/** The part of a WebSocket of the package `ws` that is used. */
export interface WsSocket {
  send(data: string | Uint8Array): void
  close(code?: number, reason?: string): void
  terminate(): void
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown
  on(event: 'close' | 'error', listener: () => void): unknown
}

/** The part of `WebSocketServer` of the package `ws` that is used. */
export type WsServer = new (options: { noServer: true; maxPayload: number; perMessageDeflate: false }) => {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: WsSocket) => void): void
  close(): void
}

/** Where WebSocket links come from. */
export interface AttachWsOptions {
  readonly server: Pick<Server, 'on' | 'off' | 'listenerCount'>
  /** The path of the URL that clients connect to. */
  readonly path: string
  /** That of the package `ws`, version 8. */
  readonly WebSocketServer: WsServer
}

// A broken client may never answer a close.
const CLOSE_MS = 2_000

/** Serves WebSocket links of an HTTP server through the package `ws`; the answer takes it off again. */
export function attachWs(sockets: LinkAcceptor, { server, path, WebSocketServer }: AttachWsOptions): () => void {
  const upgrader = new WebSocketServer({ noServer: true, maxPayload: sockets.maxFrameBytes, perMessageDeflate: false })
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.replace(/[?#].*$/s, '') !== path) {
      // With a listener there, Node ends no upgrade by itself any more.
      if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found')
      return
    }
    const info = { headers: fieldsOf(request), url: request.url }
    socket.on('error', () => {})
    if (!sockets.allows(info)) return refuse(socket, '403 Forbidden')
    upgrader.handleUpgrade(request, socket, head, (own) => {
      const link = sockets.accept(linkOf(own), info)
      own.on('message', (data, isBinary) => link.frame(isBinary ? bytesOf(data) : String(data)))
      own.on('close', () => link.down())
      // A close always follows.
      own.on('error', () => {})
    })
  }
  server.on('upgrade', upgrade)
  return () => {
    server.off('upgrade', upgrade)
    upgrader.close()
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

function linkOf(socket: WsSocket) {
  return {
    send: (frame: string | Uint8Array) => socket.send(frame),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close(code: number, reason: string) {
      socket.close(code, reason)
      setTimeout(() => socket.terminate(), CLOSE_MS).unref()
    },
  }
}

/** Header fields as one text each. */
export function fieldsOf({ headers }: Pick<IncomingMessage, 'headers'>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

/** A copy, because the package may use its buffer again. */
function bytesOf(data: unknown): Uint8Array<ArrayBuffer> {
  return Array.isArray(data) ? new Uint8Array(Buffer.concat(data as Uint8Array[])) : new Uint8Array(data as Uint8Array)
}
