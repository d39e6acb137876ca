import { type ManagerOptions, type Socket, type SocketOptions, io } from 'socket.io-client'
import { engineBuffer } from './engine-buffer.ts'
import type { Frame, Link, LinkEvents, LinkTarget, Transport } from './transport.ts'

/** How socket.io-client is used. Its own reconnection and retries are off: the connection does that. */
export interface SocketIoOptions {
  /** Options of socket.io-client, for example `transports` or `extraHeaders`. */
  readonly options?: Partial<
    Omit<ManagerOptions & SocketOptions, 'reconnection' | 'retries' | 'ackTimeout' | 'forceNew' | 'path'>
  >
  /** @defaultValue '/' */
  readonly namespace?: string
}

/** The one event that carries frames. */
const EVENT = 'frame'

/**
 * A socket.io server with the server half's `attachSocketIo`. The path of the connection's URL is socket.io's `path`.
 */
export function socketio(given: SocketIoOptions = {}): Transport {
  return {
    name: 'socketio',
    connect(target, events) {
      const socket = open(target, events, given, undefined)
      socket.on(EVENT, (frame: string | ArrayBuffer | Uint8Array) =>
        events.frame(typeof frame === 'string' ? frame : new Uint8Array(frame)),
      )
      return linkOf(socket, (frame) => socket.emit(EVENT, frame))
    },
  }
}

/**
 * A foreign socket.io server as it is: messages are its events, requests its acknowledgements. For `atMostOnce` and
 * `requestResponse` with their own codec; the credential is socket.io's `auth`.
 */
export function socketioEvents(given: SocketIoOptions = {}): Transport {
  return {
    name: 'socketio-events',
    connect(target, events) {
      const socket = open(target, events, given, target.credential?.headers)
      socket.onAny((type: string, data: unknown) => events.frame(JSON.stringify({ type, data })))
      return linkOf(socket, (frame) => {
        const { type, data, id } = JSON.parse(String(frame)) as { type: string; data: unknown; id?: number }
        if (id === undefined) socket.emit(type, data)
        else socket.emit(type, data, (reply: unknown) => events.frame(JSON.stringify({ id, data: reply })))
      })
    },
  }
}

function open(
  { url }: LinkTarget,
  events: LinkEvents,
  { options = {}, namespace = '/' }: SocketIoOptions,
  auth: Readonly<Record<string, string>> | undefined,
): Socket {
  const { origin, pathname } = new URL(url)
  const socket = io(origin + namespace, {
    transports: ['websocket'],
    ...options,
    ...(auth && { auth: { ...auth } }),
    path: pathname,
    reconnection: false,
    retries: 0,
    forceNew: true,
  })
  socket.on('connect', () => events.open())
  socket.on('disconnect', () => events.down({ code: 1006 }))
  socket.on('connect_error', () => {
    socket.disconnect()
    events.down({ code: 1006 })
  })
  return socket
}

function linkOf(socket: Socket, send: (frame: Frame) => void): Link {
  return {
    send,
    get bufferedAmount() {
      return engineBuffer(socket.io.engine)
    },
    close() {
      socket.off()
      socket.offAny()
      socket.disconnect()
    },
  }
}
