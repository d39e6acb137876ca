import type { Session } from '@fairlead/core'

/** Who is signed in: an identity, nobody (empty), or null as long as that is not known. */
export function identityNow({ state, identity }: Session): string | null {
  return state === 'restoring' ? null : identity
}

/**
 * Tells who is signed in whenever that changes: null at the moment an epoch ends, and who has come right after, before anything that
 * waits goes on.
 */
export function watchIdentity(session: Session, changed: (identity: string | null) => void): () => void {
  let known = identityNow(session)
  let release = (): void => {}
  let isOver = false

  function tell(now: string | null): void {
    if (isOver || now === known) return
    known = now
    changed(now)
  }
  function follow(): void {
    if (isOver) return
    const { signal } = session
    tell(identityNow(session))
    if (signal.aborted) return
    const learn = (): void => {
      if (session.signal === signal) tell(identityNow(session))
    }
    const end = (): void => {
      // Before whatever is begun because of it.
      queueMicrotask(follow)
      tell(null)
    }
    signal.addEventListener('abort', end, { once: true })
    release = () => signal.removeEventListener('abort', end)
    void session.ready.then(learn, learn)
  }
  follow()
  return () => {
    isOver = true
    release()
  }
}
