import type { Session } from '@fairlead/core'

/** Watches sessions, so that the end of one is heard once. */
export interface SessionWatch {
  /** Learns who a session's present epoch belongs to, and hears of its end. */
  watch(session: Session): void
  close(): void
}

/**
 * Makes a watch. `ended` hears the identity whose epoch has ended. Sessions are not held: a server has one for each of its
 * requests, and most of them are dropped without an end.
 */
export function createSessionWatch(own: () => Session, ended: (identity: string) => void): SessionWatch {
  const identities = new WeakMap<AbortSignal, string>()
  let release = (): void => {}
  let isClosed = false

  function watch(session: Session): void {
    const { signal, identity } = session
    if (isClosed || signal.aborted) return
    const isNew = !identities.has(signal)
    // It is not known when the epoch begins, but soon after.
    if (identity || isNew) identities.set(signal, identity)
    if (!isNew) return
    const end = (): void => {
      const known = identities.get(signal)
      if (known && !isClosed) ended(known)
      queueMicrotask(() => watch(session))
    }
    signal.addEventListener('abort', end, { once: true })
    if (session !== own()) return
    release = () => signal.removeEventListener('abort', end)
    session.ready.then(
      () => session.signal === signal && watch(session),
      () => {},
    )
  }

  return {
    watch,
    close() {
      isClosed = true
      release()
    },
  }
}
