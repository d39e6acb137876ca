import { infoOf } from './fetch-info.ts'
import type { LinkAcceptor, LinkInfo, ServerLinkEvents } from './link.ts'

/** The part of a WebSocket of Bun's server that is used. */
export interface BunSocket {
  readonly data: BunData
  send(data: string | Uint8Array): number
  close(code?: number, reason?: string): void
  getBufferedAmount(): number
}

/** What a socket of Bun carries. */
export interface BunData {
  readonly info: LinkInfo
  link: ServerLinkEvents | undefined
}

/** What `Bun.serve` takes: `fetch` tries `upgrade` first, and `websocket` is given as it is. */
export interface BunWebSocket {
  /** @returns undefined where the socket was taken, a Response where it was not */
  upgrade(
    request: Request,
    server: { upgrade(request: Request, options: { data: BunData }): boolean },
  ): Response | undefined
  readonly websocket: {
    readonly maxPayloadLength: number
    readonly perMessageDeflate: false
    open(socket: BunSocket): void
    message(socket: BunSocket, data: string | Uint8Array<ArrayBuffer>): void
    close(socket: BunSocket): void
  }
}

/** Serves WebSocket links of `Bun.serve`. */
export function bunWebSocket(sockets: LinkAcceptor): BunWebSocket {
  return {
    upgrade(request, server) {
      const info = infoOf(request)
      if (!sockets.allows(info)) return new Response(null, { status: 403 })
      return server.upgrade(request, { data: { info, link: undefined } })
        ? undefined
        : new Response(null, { status: 426 })
    },
    websocket: {
      maxPayloadLength: sockets.maxFrameBytes,
      perMessageDeflate: false,
      open(socket) {
        socket.data.link = sockets.accept(
          {
            send: (frame) => socket.send(frame),
            get bufferedAmount() {
              return socket.getBufferedAmount()
            },
            close: (code, reason) => socket.close(code, reason),
          },
          socket.data.info,
        )
      },
      message: ({ data: { link } }, data) => link?.frame(typeof data === 'string' ? data : new Uint8Array(data)),
      close: ({ data: { link } }) => link?.down(),
    },
  }
}
