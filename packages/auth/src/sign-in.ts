import { Scope, configError } from '@fairlead/core'
import type { AuthFailure } from './errors.ts'
import { authError } from './errors.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'
import { MAX_TRIES } from './stored.ts'
import type { AuthState } from './state.ts'
import type { Departure, Grant, StrategyContext } from './strategy.ts'

/** The ways into a session. */
export interface SignIn<Input> {
  signIn(input: Input): Promise<AuthState>
  handleCallback(url?: string): Promise<{ readonly returnTo: string | undefined }>
  /** Ends a sign-in under way. */
  cancel(what: string): void
}

/** Makes the ways into a session. A sign-in that another one or a sign-out overtakes is given back to the server. */
export function createSignIn<Input>(
  setup: Setup<Input>,
  at: Standing,
  ready: Promise<void>,
  announce: () => void,
): SignIn<Input> {
  const { strategy, runtime } = setup
  let present: AbortController | undefined
  let turns = 0
  /** Of sign-ins alone: nothing that was remembered for the user who is signed in. */
  let memory = new Map<string, unknown>()
  let callback: { readonly url: string; readonly done: ReturnType<SignIn<Input>['handleCallback']> } | undefined

  function cancel(what: string): void {
    turns++
    callback = undefined
    present?.abort(authError('signed-out', what))
  }

  async function run<G extends Grant | Departure>(work: (context: StrategyContext) => Promise<G>): Promise<G> {
    cancel('another sign-in has begun')
    const turn = turns
    await Promise.all([ready, at.parting])
    if (turn !== turns) throw authError('signed-out', 'another sign-in or a sign-out came first')
    const own = (present = new AbortController())
    const { state: before } = at
    if (!at.tokens && before.status !== 'signing-in') at.move({ status: 'signing-in' })
    const askedAt = runtime.now()
    const scope = new Scope(runtime, { method: 'AUTH', template: 'sign-in' })
    scope.follow(own.signal, (reason) => reason as AuthFailure)
    const context = { ...at.contextOf(scope.signal), memory }
    const asked = Promise.resolve().then(() => work(context))
    try {
      const grant = await scope.race(asked)
      // A strategy of somebody's own may give anything, and what it gives may be a secret.
      if (typeof grant !== 'object' || grant === null) throw authError('no-token', `${strategy.name} gave no grant`)
      if (!('redirectTo' in grant)) await welcome(grant, askedAt, own.signal)
      return grant
    } catch (error) {
      // One that comes too late must leave nobody signed in at the server.
      if (own.signal.aborted)
        asked
          .then((late) => void ('redirectTo' in late || at.giveBack(at.keep(late, undefined, askedAt))))
          .catch(() => {})
      if (present === own && at.state.status === 'signing-in')
        at.move(before.status === 'signed-out' ? before : { status: 'anonymous' })
      throw error
    } finally {
      if (present === own) present = undefined
      scope.close()
    }
  }

  /** Keeps what a sign-in gave, whatever the store had. */
  async function welcome(grant: Grant, askedAt: number, signal: AbortSignal): Promise<void> {
    const { tokens: old, stored } = at
    for (let tries = 1; ; tries++) {
      const found = await stored.read()
      at.lastVersion = Math.max(at.lastVersion, found?.tokens?.version ?? 0)
      const next = at.keep(grant, undefined, askedAt)
      if (signal.aborted) throw signal.reason
      const written = found && (await stored.write(next, found.revision))
      if (signal.aborted) {
        if (written) await stored.remove(next)
        throw signal.reason
      }
      if (written === false && tries < MAX_TRIES) continue
      // Where the store took nothing, what it has is another session's.
      if (!written) at.goneRevision = found?.revision
      at.adopt(next, written || undefined)
      if (written === undefined) at.offerLater()
      // What the strategy learnt while signing in, such as a nonce, is good for the session that begins.
      for (const [name, value] of memory) at.memory.set(name, value)
      memory = new Map()
      if (old && old.identity !== next.identity) at.giveBack(old)
      return announce()
    }
  }

  return {
    cancel,
    async signIn(input) {
      if (!strategy.signIn)
        throw configError(`auth: ${strategy.name} has no sign-in; its options hold the credential, or lack \`signIn\``)
      const begin = strategy.signIn.bind(strategy)
      const grant = await run((context) => begin(input, context))
      if (!('redirectTo' in grant)) return at.state
      const departed = { status: 'signing-in', redirectTo: grant.redirectTo } as const
      if (!at.tokens) at.move(departed)
      setup.navigate?.(grant.redirectTo)
      return departed
    },
    async handleCallback(url = (globalThis as { location?: { href: string } }).location?.href) {
      const complete = strategy.callback?.bind(strategy)
      if (!complete) throw configError(`auth: ${strategy.name} has no callback`)
      if (!url) throw configError('auth: handleCallback needs the URL it was called back at')
      if (callback?.url !== url)
        callback = { url, done: run((context) => complete(url, context)).then(({ returnTo }) => ({ returnTo })) }
      return callback.done
    },
  }
}
