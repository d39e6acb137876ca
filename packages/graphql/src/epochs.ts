import type { Host } from '@fairlead/core'

/** Hears each end of an epoch: somebody else is signed in now, or nobody. The answer unsubscribes. */
export function onEpochEnd(host: Host, listener: () => void): () => void {
  let ignore = (): void => {}
  function follow(): void {
    const { signal } = host.session()
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
