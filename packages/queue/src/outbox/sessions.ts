import type { Session } from '@fairlead/core'

/** Knows in whose name writes can be sent now. */
export interface Senders {
  /** The session of an identity; undefined while nobody of it is signed in. */
  of(identity: string): Session | undefined
  /** Learns of a session that is not the client's own. */
  meet(session: Session): void
  close(): void
}

/** The sessions of other users that a server remembers. */
const MAX_SESSIONS = 1_000

/**
 * Watches the client's session and remembers others. `changed` hears that somebody else may be signed in now, `ended` the
 * identity whose epoch has ended.
 */
export function createSenders(own: () => Session, changed: () => void, ended: (identity: string) => void): Senders {
  const others = new Map<string, Session>()
  let release = (): void => {}
  let isClosed = false

  /** Hears of the end of a session's epoch. */
  function watch(session: Session): void {
    if (isClosed) return
    const { signal } = session
    // Of a session that is being restored it is not known yet.
    let { identity } = session
    const learn = (): void => {
      if (session.signal !== signal || isClosed) return
      identity = session.identity
      changed()
    }
    const end = (): void => {
      if (identity) ended(identity)
      queueMicrotask(() => {
        watch(session)
        changed()
      })
    }
    signal.addEventListener('abort', end, { once: true })
    release = () => signal.removeEventListener('abort', end)
    void session.ready.then(learn, learn)
  }

  // It is there when all plugins are.
  queueMicrotask(() => watch(own()))

  return {
    of(identity) {
      const session = own()
      if (!identity) return session
      if (session.identity === identity && session.state === 'authenticated' && !session.signal.aborted) return session
      const other = others.get(identity)
      return other?.identity === identity && !other.signal.aborted ? other : undefined
    },
    meet(session) {
      const { identity, signal } = session
      if (session === own() || !identity || others.get(identity) === session) return
      if (others.size >= MAX_SESSIONS) others.delete(others.keys().next().value as string)
      others.set(identity, session)
      const forget = (): void => {
        if (others.get(identity) === session) others.delete(identity)
      }
      signal.addEventListener('abort', forget, { once: true })
    },
    close() {
      isClosed = true
      others.clear()
      release()
    },
  }
}
