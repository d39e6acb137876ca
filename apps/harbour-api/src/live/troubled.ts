import type { LinkAcceptor, ServerLink, ServerLinkEvents } from '@fairlead/ws/server'

/** Links that can be made to fail, by the session that uses them. */
export interface TroubledLinks {
  /** Gives links on to whoever serves at the moment. */
  readonly acceptor: LinkAcceptor
  /** Ends the link of a session without a word. */
  cut(session: string): void
  /** Lets the link of a session stand, and nothing pass either way. */
  swallow(session: string): void
}

interface Troubled {
  readonly link: ServerLink
  readonly events: ServerLinkEvents
  isHole: boolean
}

const WELCOME = '{"type":"welcome"'

/** Stands between the adapters and the server half, as a bad network stands between two ships. */
export function createTroubledLinks(present: () => LinkAcceptor): TroubledLinks {
  const bySession = new Map<string, Troubled>()
  return {
    acceptor: {
      get maxFrameBytes() {
        return present().maxFrameBytes
      },
      allows: (info) => present().allows(info),
      accept(link, info) {
        const events = present().accept(
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
              if (!troubled.isHole) link.close(code, reason)
            },
          },
          info,
        )
        const troubled: Troubled = { link, events, isHole: false }
        return {
          frame: (frame) => troubled.isHole || events.frame(frame),
          down() {
            for (const [session, each] of bySession) if (each === troubled) bySession.delete(session)
            events.down()
          },
        }
      },
    },
    cut: (session) => bySession.get(session)?.link.close(1011, ''),
    swallow(session) {
      const troubled = bySession.get(session)
      if (troubled) troubled.isHole = true
    },
  }
}
