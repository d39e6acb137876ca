import { type ManagerOptions, type SocketOptions, WebSocket, io } from 'socket.io-client'
import { type Open, type Verdict, messageOf } from './client.ts'

const ACK_TIMEOUT_MS = 2_000

/** At its defaults, over the platform's WebSocket; every message asks for an acknowledgement. */
export const socketIo: Open = (dial) => open(dial, {})

/** With its retries: one message in flight, three more tries for each; the server recovers connections. */
export const socketIoRetries: Open = (dial) => open(dial, { retries: 3, ackTimeout: ACK_TIMEOUT_MS })

function open(
  { port, reconnectMs, heard, missed }: Parameters<Open>[0],
  own: Partial<ManagerOptions & SocketOptions>,
): ReturnType<Open> {
  const delays = reconnectMs !== undefined && { reconnectionDelay: reconnectMs, reconnectionDelayMax: reconnectMs }
  const socket = io(`http://127.0.0.1:${port}`, { transports: [WebSocket], forceNew: true, ...delays, ...own })
  let hasConnected = false
  socket.on('connect', () => {
    // Where the server recovers nothing, every connection says so, and programs do not ask.
    if (hasConnected && own.retries !== undefined && !socket.recovered) missed?.()
    hasConnected = true
  })
  socket.on('broadcast', (n: number) => heard?.(n))
  return {
    send: (n) =>
      new Promise<Verdict>((resolve) => {
        socket.emit('message', messageOf(n), (error?: Error | null) => resolve(error ? 'unknown' : 'acknowledged'))
      }),
    get isConnected() {
      return socket.connected
    },
    close: () => void socket.disconnect(),
  }
}
