import { createVirtualClock } from '@fairlead/testing'
import { type LinkInfo, type SocketServerOptions, createSocketServer } from '@fairlead/ws/server'
import type { Frame } from '@fairlead/ws'
import { contract } from './contract.ts'

/** A client that says whatever a test wants, as a hostile one would. */
export interface RawLink {
  readonly sent: string[]
  readonly closed: { readonly code: number; readonly reason: string }[]
  bufferedAmount: number
  say(frame: object | Frame): void
  down(): void
  /** What the server said of one type. */
  heard(type: string): Record<string, unknown>[]
}

/** A server on a virtual clock, and links to it. */
export function rawServer(options: Partial<SocketServerOptions<typeof contract>> = {}) {
  const clock = createVirtualClock()
  const errors: unknown[] = []
  const heard: number[] = []
  const sockets = createSocketServer({
    // Two servers must not have the same ids.
    runtime: { ...clock, randomUUID: () => crypto.randomUUID() },
    onError: (error) => void errors.push(error),
    messages: contract,
    ...options,
  })
  sockets.on('steer', ({ n }) => void heard.push(n))
  sockets.handle('double', (n) => n * 2)
  sockets.channel('vessel', ({ id }) => id !== 'secret')
  const open = (info: LinkInfo = { headers: {} }): RawLink => {
    const link: RawLink = {
      sent: [],
      closed: [],
      bufferedAmount: 0,
      say: (frame) =>
        events.frame(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame)),
      down: () => events.down(),
      heard: (type) =>
        link.sent
          .filter((frame) => frame.startsWith('{'))
          .map((frame) => JSON.parse(frame) as Record<string, unknown>)
          .filter((frame) => frame['type'] === type),
    }
    const events = sockets.accept(
      {
        send: (frame) => void link.sent.push(String(frame)),
        get bufferedAmount() {
          return link.bufferedAmount
        },
        close: (code, reason) => void link.closed.push({ code, reason }),
      },
      info,
    )
    return link
  }
  /** Opens a link and says hello. */
  const enter = async (more: object = {}): Promise<RawLink> => {
    const link = open()
    link.say({ type: 'hello', version: 1, received: 0, ...more })
    await clock.advance(0)
    return link
  }
  return { clock, sockets, errors, heard, open, enter }
}
