import Reconnecting from 'reconnecting-websocket'
import type { Open } from './client.ts'
import { correlate } from './correlate.ts'

// Its types say an ES module, its file for Node is CommonJS.
const ReconnectingWebSocket = ((Reconnecting as unknown as { default?: unknown }).default ??
  Reconnecting) as unknown as typeof Reconnecting.default

/** With ids on top; what is sent while it is down waits in its queue. */
export const reconnectingWebSocket: Open = ({ port, reconnectMs, heard }) => {
  const delays = reconnectMs !== undefined && { minReconnectionDelay: reconnectMs, maxReconnectionDelay: reconnectMs }
  const socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}`, [], { WebSocket, ...delays })
  const messages = correlate((text) => socket.send(text), heard)
  socket.addEventListener('message', ({ data }) => messages.receive(data as string))
  return {
    send: messages.send,
    get isConnected() {
      return socket.readyState === WebSocket.OPEN
    },
    close: () => socket.close(),
  }
}
