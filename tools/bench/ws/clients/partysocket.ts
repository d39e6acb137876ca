import { WebSocket as PartySocket } from 'partysocket'
import type { Open } from './client.ts'
import { correlate } from './correlate.ts'

/** Its reconnecting WebSocket, with ids on top; what is sent while it is down waits in its queue. */
export const partysocket: Open = ({ port, reconnectMs, heard }) => {
  const delays = reconnectMs !== undefined && { minReconnectionDelay: reconnectMs, maxReconnectionDelay: reconnectMs }
  const socket = new PartySocket(`ws://127.0.0.1:${port}`, [], { ...delays })
  const messages = correlate((text) => void socket.send(text), heard)
  socket.addEventListener('message', ({ data }) => messages.receive(data as string))
  return {
    send: messages.send,
    get isConnected() {
      return socket.readyState === WebSocket.OPEN
    },
    close: () => socket.close(),
  }
}
