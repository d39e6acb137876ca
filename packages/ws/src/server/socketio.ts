import { engineBuffer } from '../engine-buffer.ts'
import type { LinkAcceptor, LinkInfo } from './link.ts'
/** The part of a socket of a socket.io server that is used. */
export interface SocketIoSocket {
  readonly handshake: {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
    readonly url: string
  }
  readonly conn: unknown
  emit(event: string, frame: string | Uint8Array): unknown
  on(event: string, listener: (frame: unknown) => void): unknown
  disconnect(close: boolean): unknown
}

/** The part of a socket.io server, or of one of its namespaces, that is used. */
export interface SocketIoServer {
  use(middleware: (socket: SocketIoSocket, next: (refusal?: Error) => void) => void): unknown
  on(event: 'connection', listener: (socket: SocketIoSocket) => void): unknown
  off(event: 'connection', listener: (socket: SocketIoSocket) => void): unknown
}

const EVENT = 'frame'

/** Serves links of a socket.io server, version 4; the answer takes no more of them. */
export function attachSocketIo(sockets: LinkAcceptor, io: SocketIoServer): () => void {
  const connected = (socket: SocketIoSocket): void => {
    const info = infoOfSocket(socket)
    const link = sockets.accept(
      {
        send: (frame) => socket.emit(EVENT, frame),
        get bufferedAmount() {
          return engineBuffer(socket.conn)
        },
        close: () => socket.disconnect(true),
      },
      info,
    )
    socket.on(EVENT, (frame) => {
      if (typeof frame === 'string') link.frame(frame)
      else if (frame instanceof Uint8Array || frame instanceof ArrayBuffer) link.frame(new Uint8Array(frame))
      else socket.disconnect(true)
    })
    socket.on('disconnect', () => link.down())
  }
  io.use((socket, next) => next(sockets.allows(infoOfSocket(socket)) ? undefined : new Error('origin')))
  io.on('connection', connected)
  return () => void io.off('connection', connected)
}

function infoOfSocket({ handshake: { headers, url } }: SocketIoSocket): LinkInfo {
  const fields = Object.entries(headers).map(([name, value]) => [name, value?.toString()] as const)
  return { headers: Object.fromEntries(fields), url }
}
