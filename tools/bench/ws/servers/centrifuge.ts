import { randomUUID } from 'node:crypto'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Message } from '../clients/client.ts'
import { listen, stop } from './listen.ts'
import { closeCodes } from './plain.ts'
import type { Serve } from './server.ts'

const CHANNEL = 'broadcast'
const EPOCH = 'one'
/** That of Centrifugo. */
const PING_S = 25

interface Command {
  readonly id?: number
  readonly connect?: object
  readonly subscribe?: { readonly recover?: boolean; readonly offset?: number }
  readonly rpc?: { readonly data: Message }
}

/** What is needed of the JSON protocol of Centrifugo: connect, rpc, and a channel with a history. */
export const centrifuge: Serve = async ({ heard, tried, ending } = {}) => {
  const { server, port } = await listen(tried)
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  const subscribers = new Set<WebSocket>()
  const history: { readonly data: number; readonly offset: number }[] = []

  function answer(socket: WebSocket, { connect, subscribe, rpc }: Command): object | undefined {
    if (connect) return { connect: { client: randomUUID(), version: '6.0.0', ping: PING_S, pong: true } }
    if (rpc) {
      heard?.(rpc.data.n)
      return { rpc: { data: {} } }
    }
    if (!subscribe) return
    subscribers.add(socket)
    const state = { recoverable: true, positioned: true, epoch: EPOCH, offset: history.length }
    if (!subscribe.recover) return { subscribe: state }
    const publications = history.slice(subscribe.offset ?? 0)
    return { subscribe: { ...state, was_recovering: true, recovered: true, publications } }
  }

  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined)
    if (ending) return socket.close(closeCodes[ending])
    const pings = setInterval(() => socket.send('{}'), PING_S * 1_000)
    socket.on('close', () => {
      clearInterval(pings)
      subscribers.delete(socket)
    })
    socket.on('message', (raw: Buffer) => {
      const replies: string[] = []
      for (const line of raw.toString().split('\n')) {
        const command = JSON.parse(line) as Command
        const reply = answer(socket, command)
        if (reply) replies.push(JSON.stringify({ id: command.id, ...reply }))
      }
      if (replies.length > 0) socket.send(replies.join('\n'))
    })
  })
  return {
    port,
    broadcast(n) {
      const pub = { data: n, offset: history.length + 1 }
      history.push(pub)
      const text = JSON.stringify({ push: { channel: CHANNEL, pub } })
      for (const socket of subscribers) socket.send(text)
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      await stop(server)
    },
  }
}
