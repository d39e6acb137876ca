import { type Reply, Secret, type Session, abortable } from '@fairlead/core'
import type { Auth } from './auth.ts'
import { createAnswers } from './answers.ts'
import { type Challenge, challengeOf } from './challenge.ts'
import { type Renewal, createRenewal } from './renewal.ts'
import type { Setup } from './setup.ts'
import { createSignIn } from './sign-in.ts'
import { createStanding } from './standing.ts'
import type { AuthTransition } from './state.ts'
import type { Signature, SignRequest } from './strategy.ts'
import { createVigil } from './vigil.ts'

/** A credential as it is attached. */
export interface Signed extends Signature {
  readonly version: number
}

/** What the layers ask of a session. */
export interface SessionWork {
  /** Waits until a token can be sent, or nobody is signed in. Undefined: there is nothing to wait for. @throws `auth` */
  prepare(): Promise<void> | undefined
  /** The credential that is current now. */
  sign(request: SignRequest): Signed | undefined | Promise<Signed | undefined>
  received(reply: Reply, request: SignRequest): void
  /** What the server asks for, if the reply is a refusal. */
  challengeOf(reply: Reply): Challenge | undefined
  /** Does what the challenge asks. True: send the request anew. @throws `auth` */
  answer(challenge: Challenge, version: number, reply: Reply, request: SignRequest): Promise<boolean>
  /** The server has taken this version. */
  accepted(version: number): void
}

/** A session: for its user, and for the layers. */
export interface AuthSession<Input> {
  readonly auth: Auth<Input>
  readonly work: SessionWork
}

/** Makes a session and begins it. */
export function createAuthSession<Input>(setup: Setup<Input>): AuthSession<Input> {
  const { strategy } = setup
  const listeners = new Set<(transition: AuthTransition) => void>()
  const at = createStanding(setup, listeners, () => vigil.plan())
  const vigil = createVigil(setup, at, () => renewal)
  const renewal: Renewal = createRenewal(setup, at, vigil.plan)
  const ready = vigil.restore()
  const { signIn, handleCallback, cancel } = createSignIn(setup, at, ready, vigil.announce)
  const answers = createAnswers(setup, at, renewal)

  function prepare(rejectedVersion?: number): Promise<void> | undefined {
    if (at.state.status === 'restoring') return ready.then(() => prepare(rejectedVersion))
    const ending = vigil.touch()
    return ending ? ending.then(() => prepare(rejectedVersion)) : renewal.prepare(rejectedVersion)
  }

  function sign(request: SignRequest): Signed | undefined | Promise<Signed | undefined> {
    const { tokens } = at
    const { version = 0 } = tokens ?? {}
    const context = at.contextOf()
    const signature = tokens ? strategy.sign(tokens, request, context) : strategy.signAnonymous?.(request, context)
    if (!signature) return undefined
    return signature instanceof Promise ? signature.then((made) => ({ ...made, version })) : { ...signature, version }
  }

  const session: Session = {
    get state() {
      const { status } = at.state
      if (at.tokens) return 'authenticated'
      return status === 'restoring' ? status : status === 'signed-out' ? 'ended' : 'anonymous'
    },
    ready,
    get identity() {
      return at.tokens?.identity ?? ''
    },
    get epoch() {
      return at.epoch
    },
    get signal() {
      return at.ending.signal
    },
    credentials: {
      async get({ audience, method = 'GET', url = audience, rejectedVersion, signal }) {
        if (!setup.origins.has(audience)) return undefined
        signal?.throwIfAborted()
        await abortable(prepare(rejectedVersion), signal)
        return sign({ method, url, origin: audience })
      },
    },
  }

  const auth: Auth<Input> = {
    get state() {
      return at.state
    },
    subscribe(listener) {
      // A broken listener must not fail what it only watches.
      const own = (transition: AuthTransition): void => {
        try {
          listener(transition)
        } catch (error) {
          console.error(error)
        }
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    signIn: (...[input]) => signIn(input as Input),
    handleCallback,
    async signOut() {
      cancel('signed out')
      if (at.state.status === 'restoring') await ready
      // One that went to another page has nothing else to end.
      if (!at.tokens && at.state.status === 'signing-in') at.move({ status: 'anonymous' })
      const done = await at.leave('user')
      vigil.announce()
      return done
    },
    async getToken({ signal } = {}) {
      signal?.throwIfAborted()
      await abortable(prepare(), signal)
      const { accessToken, version = 0, expiresAt } = at.tokens ?? {}
      return accessToken === undefined ? undefined : { token: new Secret(accessToken), version, expiresAt }
    },
    session,
    createSession: setup.createSession,
    dispose() {
      cancel('the client has been disposed')
      vigil.stop()
    },
  }
  return {
    auth,
    work: {
      ...answers,
      prepare,
      sign,
      received: (reply, request) => strategy.received?.(reply, request, at.contextOf()),
      challengeOf: strategy.challenge?.bind(strategy) ?? challengeOf,
    },
  }
}
