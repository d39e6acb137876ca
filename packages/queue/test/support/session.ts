import type { Session } from '@fairlead/core'

/** A session that the test signs in and out of. */
export function createFakeSession(user = ''): Session & { signIn(identity: string): void; signOut(): void } {
  let controller = new AbortController()
  let identity = user
  let epoch = 0
  const begin = (next: string): void => {
    const ended = controller
    controller = new AbortController()
    identity = next
    epoch++
    ended.abort()
  }
  return {
    get state() {
      return identity ? ('authenticated' as const) : ('anonymous' as const)
    },
    ready: Promise.resolve(),
    get identity() {
      return identity
    },
    get epoch() {
      return epoch
    },
    get signal() {
      return controller.signal
    },
    credentials: { get: () => Promise.resolve(undefined) },
    signIn: begin,
    signOut: () => begin(''),
  }
}
