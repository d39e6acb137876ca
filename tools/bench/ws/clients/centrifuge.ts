import { Centrifuge, State } from 'centrifuge'
import { type Open, messageOf } from './client.ts'

/** Remote calls for what is sent, a channel with a history for what is broadcast. */
export const centrifuge: Open = ({ port, reconnectMs, heard, missed }) => {
  const delays = reconnectMs !== undefined && { minReconnectDelay: reconnectMs, maxReconnectDelay: reconnectMs }
  const client = new Centrifuge(`ws://127.0.0.1:${port}`, { websocket: WebSocket, ...delays })
  if (heard) {
    const feed = client.newSubscription('broadcast')
    feed.on('publication', ({ data }) => heard(data as number))
    feed.on('subscribed', ({ wasRecovering, recovered }) => {
      if (wasRecovering && !recovered) missed?.()
    })
    feed.subscribe()
  }
  client.connect()
  return {
    // A time-out or a connection that closed: what the server did is not known.
    send: async (n) =>
      client.rpc('message', messageOf(n)).then(
        () => 'acknowledged',
        () => 'unknown',
      ),
    get isConnected() {
      return client.state === State.Connected
    },
    close: () => client.disconnect(),
  }
}
