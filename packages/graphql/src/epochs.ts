import type { Host } from '@fairlead/core'

/** Hears each end of an epoch: somebody else is signed in now, or nobody. The answer unsubscribes. */
export function onEpochEnd(host: Host, listener: () => void): () => void {
  let ignore = (): void => {}
  function follow(): void {
    const { signal } = host.session()
    // One that has ended for good, as that of a request on a server: it would be heard without end.
    if (signal.aborted) return
    const changed = (): void => {
      follow()
      listener()
    }
    signal.addEventListener('abort', changed, { once: true })
    ignore = () => signal.removeEventListener('abort', changed)
  }
  follow()
  return () => ignore()
}

/**
 * Whether an operation that begins now is still its user's when it is asked again: what has to wait before it goes out must
 * not go out for the next one.
 */
export function ownerGuard(host: Host, auth: 'session' | 'public'): () => boolean {
  const { epoch, state } = host.session()
  // While the session is being restored, nobody knows yet whose it is.
  if (auth === 'public' || state === 'restoring') return () => true
  return () => host.session().epoch === epoch
}
