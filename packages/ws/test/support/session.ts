import type { CredentialRequest, Plugin, Session, SessionState } from '@fairlead/core'

/** A session that a test signs in and out, with a plugin that brings it. */
export interface TestSession {
  readonly plugin: Plugin<'auth'>
  /** What was asked for. */
  readonly asked: CredentialRequest[]
  signIn(identity: string): void
  signOut(): void
  /** What `credentials.get` does. @defaultValue a token of the present version, a newer one where that was rejected */
  get: (request: CredentialRequest) => Promise<{ headers: Record<string, string>; version: number } | undefined>
}

/** Makes a session in which nobody is signed in. */
export function testSession(): TestSession {
  let state: SessionState = 'anonymous'
  let identity = ''
  let epoch = 0
  let version = 1
  let ending = new AbortController()
  const next = (to: SessionState, who: string): void => {
    state = to
    identity = who
    epoch++
    const old = ending
    ending = new AbortController()
    old.abort(new Error('the epoch has ended'))
  }
  const session: Session = {
    get state() {
      return state
    },
    get identity() {
      return identity
    },
    get epoch() {
      return epoch
    },
    get signal() {
      return ending.signal
    },
    ready: Promise.resolve(),
    credentials: {
      get(request) {
        made.asked.push(request)
        return made.get(request)
      },
    },
  }
  const made: TestSession = {
    plugin: { name: 'auth', install: () => ({ session }) },
    asked: [],
    signIn: (who) => next('authenticated', who),
    signOut: () => next('ended', ''),
    get({ rejectedVersion }) {
      if (rejectedVersion === version) version++
      return Promise.resolve({ headers: { authorization: `Bearer ${identity}-${version}` }, version })
    },
  }
  return made
}
