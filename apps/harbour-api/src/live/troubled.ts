import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { LinkAcceptor, ServerLinkEvents } from '@fairlead/ws/server'
import { guardOrigin } from '../http/guard.ts'

/** Links that can be made to fail, by the session that uses them. */
export interface TroubledLinks {
  /** Gives links on to whoever serves at the moment. */
  readonly acceptor: LinkAcceptor
  /** Resets the connection of a session. */
  cut(session: string): void
  /** Lets the link of a session stand, and nothing pass either way. */
  swallow(session: string): void
  /** Ends whatever still stands. */
  close(): void
}

interface Troubled {
  readonly socket: Duplex | undefined
  isHole: boolean
}

const WELCOME = '{"type":"welcome"'
/** What tells the sockets of upgrades apart. */
const KEY = 'sec-websocket-key'

/** Stands between the adapters and the server half, as a bad network stands between two ships. */
export function createTroubledLinks(server: Server, present: () => LinkAcceptor): TroubledLinks {
  const bySession = new Map<string, Troubled>()
  const sockets = new Map<string, Duplex>()
  server.prependListener('upgrade', ({ headers }, socket) => {
    const key = headers[KEY] ?? ''
    sockets.set(key, socket)
    socket.on('close', () => sockets.delete(key))
  })
  return {
    acceptor: {
      get maxFrameBytes() {
        return present().maxFrameBytes
      },
      allows({ headers }) {
        try {
          guardOrigin({ headers })
          return true
        } catch {
          return false
        }
      },
      accept(link, info) {
        const troubled: Troubled = { socket: sockets.get(info.headers[KEY] ?? ''), isHole: false }
        const events: ServerLinkEvents = present().accept(
          {
            send(frame) {
              if (troubled.isHole) return
              // Which session a link is for is said here and nowhere else.
              if (typeof frame === 'string' && frame.startsWith(WELCOME))
                bySession.set((JSON.parse(frame) as { session: string }).session, troubled)
              link.send(frame)
            },
            get bufferedAmount() {
              return link.bufferedAmount
            },
            close(code, reason) {
              if (troubled.isHole) troubled.socket?.destroy()
              else link.close(code, reason)
            },
          },
          info,
        )
        return {
          frame: (frame) => troubled.isHole || events.frame(frame),
          down() {
            for (const [session, each] of bySession) if (each === troubled) bySession.delete(session)
            events.down()
          },
        }
      },
    },
    cut: (session) => void bySession.get(session)?.socket?.destroy(),
    swallow(session) {
      const troubled = bySession.get(session)
      if (troubled) troubled.isHole = true
    },
    close() {
      for (const socket of sockets.values()) socket.destroy()
    },
  }
}
