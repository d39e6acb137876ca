import type { Session } from '@fairlead/core'

/** Knows in whose name writes can be sent now. */
export interface Senders {
  /** The session of an identity; undefined while nobody of it is signed in, which is then wanted. */
  of(identity: string): Session | undefined
  /** Somebody of an identity has to sign in. */
  want(identity: string): void
  /** Learns of a session that is not the client's own. */
  meet(session: Session): void
  close(): void
}

/** The sessions of other users that a server remembers. */
const MAX_SESSIONS = 1_000

/**
 * Watches the client's session and remembers others. `came` hears of an identity that has signed in, `ended` of one whose
 * epoch has ended.
 */
export function createSenders(
  own: () => Session,
  came: (identity: string) => void,
  ended: (identity: string) => void,
): Senders {
  const others = new Map<string, Session>()
  const wanted = new Set<string>()
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
      if (identity) came(identity)
    }
    const end = (): void => {
      if (identity) ended(identity)
      queueMicrotask(() => watch(session))
    }
    signal.addEventListener('abort', end, { once: true })
    release = () => signal.removeEventListener('abort', end)
    void session.ready.then(learn, learn)
  }

  // It is there when all plugins are.
  queueMicrotask(() => watch(own()))

  const isOf = (session: Session | undefined, identity: string): boolean =>
    session?.identity === identity && session.state === 'authenticated' && !session.signal.aborted

  return {
    of(identity) {
      const session = own()
      if (!identity || isOf(session, identity)) return session
      const other = others.get(identity)
      if (isOf(other, identity)) return other
      wanted.add(identity)
      return undefined
    },
    want: (identity) => void wanted.add(identity),
    meet(session) {
      const { identity } = session
      if (session === own() || !identity || others.get(identity) === session) return
      others.delete(identity)
      if (others.size >= MAX_SESSIONS) others.delete(others.keys().next().value as string)
      others.set(identity, session)
      if (wanted.delete(identity)) came(identity)
    },
    close() {
      isClosed = true
      others.clear()
      release()
    },
  }
}
