import type { Session } from '@fairlead/core'

/** A session whose user a test changes. */
export function fakeSession(user: string): { session: Session; become(user: string): void } {
  let controller = new AbortController()
  let identity = user
  let epoch = 1
  return {
    session: {
      state: 'authenticated',
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
    },
    become(next) {
      const ended = controller
      controller = new AbortController()
      identity = next
      epoch++
      ended.abort(new Error('the session has ended'))
    },
  }
}
