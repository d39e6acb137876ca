import { WebSocketServer } from 'ws'
import type { Message } from '../clients/client.ts'
import { listen, stop } from './listen.ts'
import type { Ending, Serve } from './server.ts'

/** Close codes of the two endings: the server broke, the credential was refused. */
export const closeCodes: Readonly<Record<Ending, number>> = { 'at once': 1011, 'with 4401': 4401 }

/** A server for plain WebSockets: answers `{ id, data }` with `{ id }`; a broadcast is `{ n }`. */
export const plain: Serve = async ({ heard, tried, ending } = {}) => {
  const { server, port } = await listen(tried)
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined)
    if (ending) return socket.close(closeCodes[ending])
    socket.on('message', (raw: Buffer) => {
      const { id, data } = JSON.parse(raw.toString()) as { readonly id: number; readonly data: Message }
      heard?.(data.n)
      socket.send(JSON.stringify({ id }))
    })
  })
  return {
    port,
    broadcast(n) {
      const text = JSON.stringify({ n })
      for (const socket of sockets.clients) socket.send(text)
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      await stop(server)
    },
  }
}
