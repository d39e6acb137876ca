import { type MessageContract, bytes } from '@fairlead/ws'
import type { SocketServer } from '@fairlead/ws/server'
import { z } from 'zod'

/** What the suite's clients and servers say to each other. */
export const messages = {
  toClient: { echo: z.number() },
  toServer: { number: z.number(), blob: bytes },
  requests: { sum: { input: z.null(), output: z.number() }, cut: { input: z.null(), output: z.null() } },
} as const satisfies MessageContract

/** Sends numbers back, sums them up for each client, and cuts links when asked. */
export function answerLive(sockets: SocketServer<typeof messages>): void {
  const sums = new Map<string, number>()
  const add = (id: string, n: number): void => void sums.set(id, (sums.get(id) ?? 0) + n)
  sockets.on('number', (n, peer) => {
    add(peer.id, n)
    void peer.send('echo', n)
  })
  sockets.on('blob', ({ byteLength }, peer) => add(peer.id, byteLength))
  sockets.handle('sum', (_, { peer }) => sums.get(peer.id) ?? 0)
  sockets.handle('cut', (_, { peer }) => {
    // A code that says to come back: the session stays.
    peer.close(1011, 'cut')
    return null
  })
}
