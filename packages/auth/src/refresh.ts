import { Scope } from '@fairlead/core'
import { judge } from './judge.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'
import type { Grant, Tokens } from './strategy.ts'
import { isNewer } from './tokens.ts'

/** Does one refresh. @throws what kept it from being done, if that may pass */
export type Refresh = () => Promise<void>

/**
 * Makes the refresh of a session. In this order: fix the version that is no good, take the lock (bounded), read the store
 * again, adopt what is newer there, ask the server, look whether the session still is the same, commit. Nobody outside is
 * called back while the lock is held.
 */
export function createRefresh(setup: Setup, at: Standing): Refresh {
  const { strategy, coordinator, runtime, lockWaitMs, refreshTimeoutMs, tell } = setup
  const { stored } = at
  /** Tokens whose refresh the server may have done without our hearing of it. */
  const inDoubt = new WeakSet<Tokens>()

  return async () => {
    const { tokens: bad, epoch } = at
    if (!bad) return
    const waiting = new AbortController()
    const timer = runtime.setTimeout(() => waiting.abort(new DOMException('', 'TimeoutError')), lockWaitMs)
    let entered = false
    const enter = (): Promise<void> => {
      entered = true
      runtime.clearTimeout(timer)
      return exchange(bad, epoch)
    }
    try {
      await coordinator.lock(strategy.key, { signal: waiting.signal }, enter)
    } catch (error) {
      if (entered) throw error
      // The holder is frozen, or the lock is broken: what follows is safe without it, if less polite.
      tell('lock-given-up')
      await enter()
    }
  }

  async function exchange(bad: Tokens, began: number): Promise<void> {
    if (at.epoch !== began) return
    const found = await stored.read()
    if (at.epoch !== began) return
    if (found && !found.tokens && at.revision !== undefined) return at.end('elsewhere')
    if (found?.tokens && isNewer(found.tokens, bad)) {
      at.adopt(found.tokens, found.revision)
      if (!at.isDead()) return tell('adopted')
    }
    const { tokens: old = bad, epoch } = at
    const askedAt = runtime.now()
    const grant = await askTwice(old, epoch)
    if (grant) await commit(at.keep(grant, old, askedAt), found?.revision, epoch)
  }

  /** Asks, and once more with the same token where the first answer may have been lost. Undefined: the matter is settled. */
  async function askTwice(old: Tokens, epoch: number): Promise<Grant | undefined> {
    for (let tries = 1; ; tries++) {
      const scope = new Scope(runtime, { method: 'AUTH', template: 'refresh' })
      scope.limit('total', refreshTimeoutMs)
      const asked = Promise.resolve(strategy.refresh?.(old, at.contextOf(scope.signal)))
      try {
        const grant = await scope.race(asked)
        tell('refreshed', { tries })
        return grant
      } catch (error) {
        if (at.epoch !== epoch) return undefined
        const judgement = judge(error)
        tell('refresh-failed', { judgement, tries })
        if (judgement === 'unknown') {
          inDoubt.add(old)
          if (tries === 1) continue
        }
        if (judgement !== 'final') throw error
        // Somebody without the lock may have been first: then this token is used up, and the session is not.
        const found = await stored.read()
        if (at.epoch !== epoch) return undefined
        if (found?.tokens && isNewer(found.tokens, old)) at.adopt(found.tokens, found.revision)
        else {
          at.end(inDoubt.has(old) ? 'lost-in-transit' : 'refresh-rejected')
          await stored.remove(old.identity, old.version)
        }
        return undefined
      } finally {
        scope.close()
      }
    }
  }

  /** Writes the new tokens, unless the session has ended or somebody else was first: then they are given back. */
  async function commit(next: Tokens, expected: string | undefined, epoch: number): Promise<void> {
    const giveBack = (): void => void at.giveBack(next)
    if (at.epoch !== epoch) return giveBack()
    for (let revision = expected; ;) {
      const written = await stored.write(next, revision)
      if (at.epoch !== epoch) {
        if (written) await stored.remove(next.identity)
        return giveBack()
      }
      if (written !== false) return at.adopt(next, written ?? at.revision)
      const found = await stored.read()
      if (at.epoch !== epoch) return giveBack()
      if (found && !found.tokens) {
        giveBack()
        return at.end('elsewhere')
      }
      // Our own note of activity is no reason to give up.
      if (found?.tokens && (found.tokens.version >= next.version || found.tokens.identity !== next.identity))
        return at.adopt(found.tokens, found.revision)
      revision = found?.revision
    }
  }
}
