import { abortable, isFairleadError, readServerHints } from '@fairlead/core'
import { backoffMs } from './backoff.ts'
import { authError } from './errors.ts'
import { createRefresh } from './refresh.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'

/** A server that asks for longer is asked again all the same: the user would be gone. */
const MAX_SERVER_WAIT_MS = 3_600_000

/** Keeps the token good. */
export interface Renewal {
  /** One at a time. Never rejects: how it went is in the state. */
  refresh(): Promise<void>
  /**
   * Waits until a token can be sent that is newer than the one refused, or nobody is signed in. Undefined: there is nothing
   * to wait for. @throws `auth`
   */
  prepare(rejectedVersion?: number): Promise<void> | undefined
  /** The network is back: no reason to wait any longer for what failed by it. */
  hurry(): void
}

/** Makes the renewal of a session: single flight, cool-down, and the state that follows. */
export function createRenewal(setup: Setup, at: Standing, planned: () => void): Renewal {
  const { strategy, runtime } = setup
  const { now } = runtime
  const refreshOnce = createRefresh(setup, at)
  /** The version that is being renewed because a server has refused it. */
  let refused = 0
  let flight: { readonly epoch: number; readonly done: Promise<void> } | undefined
  let lastFailure: {
    readonly kind?: string
    readonly reason?: string
    readonly status?: number
    readonly headers?: Headers
  } = {}

  async function fly(): Promise<void> {
    const { epoch, tokens } = at
    at.show('refreshing')
    try {
      await refreshOnce()
    } catch (error) {
      // Not the failure of a session that has ended, nor of tokens that a sign-in has replaced.
      if (at.epoch === epoch && at.tokens?.version === tokens?.version) failed(error)
    }
    if (flight?.epoch === epoch) flight = undefined
  }

  function failed(thrown: unknown): void {
    const error = thrown instanceof TypeError ? thrown.cause : thrown
    lastFailure = isFairleadError(error) ? error : {}
    const { kind, headers } = lastFailure
    const serverMs = ((kind === 'http' && headers && readServerHints(headers, now()).retryAt) || 0) - now()
    const waitMs = backoffMs(at.failures++) * (0.75 + 0.5 * runtime.random())
    at.failedAt = now()
    at.retryAt = now() + Math.max(waitMs, Math.min(serverMs, MAX_SERVER_WAIT_MS))
    at.show(at.isDead() ? 'expired' : 'degraded')
    planned()
  }

  async function renewed(rejectedVersion: number, isDue: boolean): Promise<void> {
    const { epoch } = at
    refused = rejectedVersion
    if (flight?.epoch === epoch || isDue) await abortable(renewal.refresh(), at.ending.signal).catch(() => {})
    const { state, tokens } = at
    if (at.epoch !== epoch || !tokens)
      throw authError('signed-out', `the session has ended (${(state as { reason?: string }).reason ?? state.status})`)
    if (!at.isDead() && rejectedVersion !== tokens.version) return
    const { kind = 'no answer', status = kind, reason = status } = lastFailure
    const what = `the token cannot be renewed now (${reason}); it is tried again at \`retryAt\``
    throw authError('refresh-failed', what, { retryAt: at.retryAt })
  }

  const renewal: Renewal = {
    refresh() {
      // One that belongs to another session is nothing to wait for.
      if (flight?.epoch !== at.epoch) flight = { epoch: at.epoch, done: fly() }
      return flight.done
    },
    prepare(rejectedVersion = 0) {
      const { tokens } = at
      if (!tokens) return undefined
      const isDue = now() >= at.retryAt || now() < at.failedAt
      if (rejectedVersion !== tokens.version && !at.isDead()) {
        // It would be refused as well. Should there be no other, it may still serve elsewhere.
        if (refused === tokens.version && flight?.epoch === at.epoch)
          return abortable(flight.done, at.ending.signal).catch(() => {})
        if (isDue && now() >= at.refreshAt) void renewal.refresh()
        return undefined
      }
      if (strategy.refresh) return renewed(rejectedVersion, isDue)
      if (at.isDead()) void at.leave('expired')
      return undefined
    },
    hurry() {
      if (at.retryAt && lastFailure.kind === 'network') at.retryAt = now()
    },
  }
  return renewal
}
