import { type AnyClient, createClient } from '@fairlead/core'
import { type ConnectOptions, type Transport, connect } from '@fairlead/ws'
import { socketio } from '@fairlead/ws/socketio'
import { sse } from '@fairlead/ws/sse'
import { WebSocket } from 'socket.io-client'
import { contract } from '../servers/fairlead.ts'
import { type Open, messageOf } from './client.ts'

type Own = Partial<ConnectOptions<typeof contract>>

/** At its defaults, over the platform's WebSocket. */
export const fairlead = (): Open => opening({})

/** With the heartbeat for those who cannot wait. */
export const fairleadFast = (): Open => opening({ liveness: 'fast' })

/** Over socket.io-client, which uses the platform's WebSocket too. */
export const fairleadSocketIo = (): Open => over(socketio({ options: { transports: [WebSocket] } }))

/** Over server-sent events. */
export const fairleadSse = (): Open => over(sse())

const over = (transport: Transport): Open => opening({ transport })

function opening(own: Own): Open {
  // All connections of a program are of one client.
  const clients = new Map<number, AnyClient>()
  return ({ port, reconnectMs, heard, missed }) => {
    const client = clients.get(port) ?? createClient({ baseUrl: `http://127.0.0.1:${port}` })
    clients.set(port, client)
    const live = connect(client, {
      url: '/live',
      messages: contract,
      ...(reconnectMs !== undefined && { reconnect: { baseMs: reconnectMs, maxMs: reconnectMs } }),
      ...own,
    })
    if (heard) live.on('broadcast', heard)
    live.onGap(() => missed?.())
    return {
      send: async (n) => (await live.send('message', messageOf(n))).state,
      get isConnected() {
        return live.state === 'ready'
      },
      close: () => live.close(),
    }
  }
}
