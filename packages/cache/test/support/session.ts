import type { Session } from '@fairlead/core'

/** A session whose user a test signs in and out. */
export interface FakeSession {
  readonly session: Session
  signIn(user: string): void
  signOut(): void
  /** A new token of the same user: the epoch goes on. */
  refresh(): void
}

/** Makes a session of a user; of nobody without one. */
export function fakeSession(user = ''): FakeSession {
  let controller = new AbortController()
  let identity = user
  let epoch = 1
  let version = 1
  function begin(next: string): void {
    const ended = controller
    controller = new AbortController()
    identity = next
    epoch++
    ended.abort(new Error('the session has ended'))
  }
  return {
    session: {
      get state() {
        return identity ? 'authenticated' : 'anonymous'
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
      credentials: {
        get: async () =>
          identity ? { headers: { authorization: `Bearer ${identity}-${version}` }, version } : undefined,
      },
    },
    signIn: begin,
    signOut: () => begin(''),
    refresh: () => void version++,
  }
}
