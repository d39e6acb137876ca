import type { Open } from './client.ts'
import { correlate } from './correlate.ts'

const RECONNECT_MS = 1_000

/** The platform's WebSocket with the loop that everybody writes: come back after a second. */
export const native: Open = ({ port, reconnectMs = RECONNECT_MS, heard }) => {
  let socket: WebSocket
  let timer: NodeJS.Timeout | undefined
  const messages = correlate((text) => {
    if (socket.readyState !== WebSocket.OPEN) return 'not-sent'
    socket.send(text)
    return undefined
  }, heard)

  function connect(): void {
    socket = new WebSocket(`ws://127.0.0.1:${port}`)
    socket.onmessage = ({ data }) => messages.receive(data as string)
    socket.onerror = () => undefined
    socket.onclose = () => {
      timer = setTimeout(connect, reconnectMs)
    }
  }
  connect()
  return {
    send: messages.send,
    get isConnected() {
      return socket.readyState === WebSocket.OPEN
    },
    close() {
      clearTimeout(timer)
      socket.onclose = null
      socket.close()
    },
  }
}
