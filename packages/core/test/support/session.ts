import type { Session } from '@fairlead/core'

/** A session whose epochs a test begins and ends. */
export function fakeSession(initial: Session['state'] = 'authenticated') {
  let controller = new AbortController()
  let state = initial
  let epoch = 1
  const { promise: ready, resolve: restored } = Promise.withResolvers<void>()
  if (initial !== 'restoring') restored()
  const session: Session = {
    get state() {
      return state
    },
    ready,
    get identity() {
      return `user-${epoch}`
    },
    get epoch() {
      return epoch
    },
    get signal() {
      return controller.signal
    },
    credentials: { get: async () => ({ headers: { authorization: `Bearer ${epoch}` }, version: epoch }) },
  }
  return {
    session,
    restore(to: Session['state']) {
      state = to
      restored()
    },
    next() {
      const ended = controller
      controller = new AbortController()
      epoch++
      ended.abort(new Error('signed out'))
    },
  }
}
