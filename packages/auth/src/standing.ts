import { Scope } from '@fairlead/core'
import type { SignedOut } from './auth.ts'
import { backoffMs } from './backoff.ts'
import { deadTimeOf, refreshTimeOf } from './lifetime.ts'
import type { Setup } from './setup.ts'
import type { AuthState, AuthTransition, SignOutReason } from './state.ts'
import { type Stored, storedUnder } from './stored.ts'
import type { Grant, StrategyContext, Tokens } from './strategy.ts'
import { tokensOf } from './tokens.ts'

/** Where a session stands: its state, its tokens, its epoch. The other rooms of a session read it and move it. */
export interface Standing {
  readonly stored: Stored
  state: AuthState
  tokens: Tokens | undefined
  /** Of the entry that holds these tokens; undefined where none does. */
  revision: string | undefined
  /** Of the entry whose tokens have been signed out. */
  goneRevision: string | undefined
  /** Sign-outs whose removal has not reached the store yet. */
  leaving: number
  epoch: number
  /** Aborts when the epoch ends. */
  ending: AbortController
  memory: Map<string, unknown>
  lastVersion: number
  activeAt: number
  refreshAt: number
  /** When a refresh that failed is tried again; 0 while none has. */
  retryAt: number
  /** When the last refresh failed: a clock that is set back must not make the wait longer. */
  failedAt: number
  failures: number
  /** When tokens that the store did not take are offered to it again. */
  offerAt: number
  /** Whether the client has been disposed. */
  isClosed: boolean
  /** The wait for the lock. */
  waiting: AbortController | undefined
  move(to: AuthState): void
  /** Moves to a state of somebody who is signed in. */
  show(status: 'authenticated' | 'refreshing' | 'degraded' | 'expired'): void
  /** Takes tokens over: from the store, or new ones. */
  adopt(tokens: Tokens, revision: string | undefined): void
  end(reason: SignOutReason): void
  /** Ends the session of our own accord: here, then in the store, then at the server. Never throws. */
  leave(reason: SignOutReason): Promise<SignedOut>
  /**
   * Tells the server that tokens nobody will use are not wanted. Only those that can be told apart: a cookie may be the
   * next user's already. Never throws.
   */
  giveBack(tokens: Tokens): void
  /** The last sign-out, until the server has answered. */
  parting: Promise<unknown>
  contextOf(signal?: AbortSignal): StrategyContext
  /** A grant as tokens, of the version after the old ones or after all that were seen. */
  keep(grant: Grant, old: Tokens | undefined, askedAt: number): Tokens
  isDead(): boolean
  /** The store did not take the tokens: it is asked again in a while, where the session wakes by itself. */
  offerLater(): void
}

const PARTING_MS = 10_000

/** Makes the standing of a session that is not known yet. `changed` is called when what is due may have changed. */
export function createStanding(
  { strategy, key, coordinator, client, runtime, tell }: Setup,
  listeners: ReadonlySet<(transition: AuthTransition) => void>,
  changed: () => void,
): Standing {
  let offers = 0
  const at: Standing = {
    stored: storedUnder(key, coordinator, runtime, () => tell('store-failed')),
    state: { status: 'restoring' },
    tokens: undefined,
    revision: undefined,
    goneRevision: undefined,
    leaving: 0,
    parting: Promise.resolve(),
    epoch: 0,
    ending: new AbortController(),
    memory: new Map(),
    lastVersion: 0,
    activeAt: 0,
    refreshAt: Infinity,
    retryAt: 0,
    failedAt: 0,
    failures: 0,
    offerAt: Infinity,
    isClosed: false,
    waiting: undefined,
    move(to) {
      const transition = { from: at.state, to } as AuthTransition
      at.state = to
      tell('state', { from: transition.from.status, to: to.status, reason: (to as { reason?: string }).reason })
      for (const listener of listeners) queueMicrotask(() => listener(transition))
    },
    show(status) {
      if (!at.tokens) return
      const { identity, profile, expiresAt } = at.tokens
      const { retryAt } = at
      at.move({ status, identity, profile, expiresAt, ...(retryAt && { retryAt }) } as AuthState)
    },
    adopt(next, revision) {
      const known = at.tokens
      if (known && known.identity !== next.identity) at.end('user-switched')
      else if (!known && at.state.status !== 'restoring') beginEpoch()
      if (revision !== undefined && revision !== at.revision) offers = 0
      at.tokens = next
      at.revision = revision
      at.lastVersion = Math.max(at.lastVersion, next.version)
      at.activeAt = Math.max(at.activeAt, next.activeAt)
      at.failures = at.retryAt = 0
      // A token that is fetched at its first use expires as it is received.
      const isRenewed = strategy.refresh && next.expiresAt !== next.receivedAt
      at.refreshAt = isRenewed ? refreshTimeOf(next, runtime.random()) : Infinity
      if (known?.version !== next.version || at.state.status !== 'authenticated') at.show('authenticated')
      changed()
    },
    end(reason) {
      at.goneRevision = at.revision
      at.tokens = at.revision = undefined
      at.failures = at.retryAt = at.activeAt = 0
      at.offerAt = Infinity
      beginEpoch()
      at.move({ status: 'signed-out', reason })
      changed()
    },
    async leave(reason) {
      const { tokens } = at
      if (!tokens) return { revoked: true, redirectTo: undefined }
      const context = at.contextOf()
      at.leaving++
      at.end(reason)
      await at.stored.remove(tokens, true)
      at.leaving--
      const parting = part(tokens, context)
      at.parting = parting
      return parting
    },
    giveBack(tokens) {
      if (tokens.refreshToken !== undefined) void part(tokens, at.contextOf())
    },
    contextOf: (signal = at.ending.signal) => ({ client, runtime, signal, memory: at.memory }),
    keep: (grant, old, askedAt) => tokensOf(grant, old, (old?.version ?? at.lastVersion) + 1, askedAt, runtime),
    isDead: () => at.tokens !== undefined && runtime.now() >= deadTimeOf(at.tokens),
    offerLater() {
      // Until it has them, who refreshes next would use a token that is used up: it must not be long.
      at.offerAt = runtime.now() + backoffMs(coordinator.needsLock ? Math.min(offers++, 1) : offers++)
      changed()
    },
  }

  /** All that belonged to the session ends before anything of the next one begins. */
  function beginEpoch(): void {
    const { ending } = at
    at.epoch++
    at.ending = new AbortController()
    at.memory = new Map()
    ending.abort(new DOMException('the session has ended', 'AbortError'))
  }

  /** Tells the server that tokens are not wanted any more. */
  async function part(tokens: Tokens, context: StrategyContext): Promise<SignedOut> {
    const scope = new Scope(runtime, { method: 'AUTH', template: 'sign-out' })
    scope.limit('total', PARTING_MS)
    const parting = { ...context, signal: scope.signal }
    let revoked = true
    const quietly = <T>(work: () => Promise<T> | undefined): Promise<T | undefined> =>
      // Not called directly: what a strategy throws at once is a failure like any other.
      scope.race(Promise.resolve().then(work)).catch(() => {
        tell('revoke-failed')
        revoked = false
        return undefined
      })
    const redirectTo = await quietly(() => strategy.signOutUrl?.(tokens, parting))
    await quietly(() => strategy.revoke?.(tokens, parting))
    scope.close()
    return { revoked, redirectTo }
  }

  return at
}
