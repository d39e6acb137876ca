import { Scope } from '@fairlead/core'
import { authError } from './errors.ts'
import { judge } from './judge.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'
import { MAX_TRIES, wasEnded } from './stored.ts'
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
  const { strategy, key, coordinator, runtime, lockWaitMs, refreshTimeoutMs, tell } = setup
  const { stored } = at
  const needsLock = (tokens: Tokens): boolean => coordinator.needsLock === true && tokens.refreshToken !== undefined
  /** Tokens whose refresh the server may have done without our hearing of it. */
  const inDoubt = new WeakSet<Tokens>()

  return async () => {
    const { tokens: bad, epoch } = at
    if (!bad) return
    const waiting = new AbortController()
    const timer = runtime.setTimeout(() => waiting.abort(new DOMException('', 'TimeoutError')), lockWaitMs)
    at.waiting = waiting
    let entered = false
    const enter = (): Promise<void> => {
      entered = true
      runtime.clearTimeout(timer)
      return exchange(bad, epoch)
    }
    try {
      await coordinator.lock(key, { signal: waiting.signal }, enter)
    } catch (error) {
      runtime.clearTimeout(timer)
      if (entered) throw error
      if (at.isClosed) return
      if (needsLock(bad)) {
        tell('lock-missed')
        throw error
      }
      // The holder is frozen, or the lock is broken: what follows is safe without it, if less polite.
      tell('lock-given-up')
      await enter()
    }
  }

  async function exchange(bad: Tokens, began: number): Promise<void> {
    const isOver = (): boolean => at.epoch !== began || at.isClosed
    if (isOver()) return
    const found = await stored.read()
    if (isOver()) return
    if (!found && needsLock(bad)) throw authError('store-failed', 'nobody knows whether the token is still good')
    if (wasEnded(found) && at.revision !== undefined) return at.end('elsewhere')
    if (found?.tokens && isNewer(found.tokens, bad) && found.revision !== at.goneRevision) {
      at.adopt(found.tokens, found.revision)
      if (!at.isDead()) return tell('adopted')
    }
    const { tokens: old = bad, epoch } = at
    const askedAt = runtime.now()
    const grant = await askTwice(old, epoch)
    if (grant) await commit(at.keep(grant, old, askedAt), old, found?.revision, epoch)
  }

  /** Asks, and once more with the same token where the first answer may have been lost. Undefined: the matter is settled. */
  async function askTwice(old: Tokens, epoch: number): Promise<Grant | undefined> {
    for (let tries = 1; ; tries++) {
      const { scope, asked } = ask(old)
      const waiting = new Scope(runtime, scope.where)
      // The end of the session lets go of the lock at once; what the server still answers is given back.
      waiting.follow(at.ending.signal, () => authError('signed-out', 'the session has ended'))
      try {
        const grant = await waiting.race(asked)
        tell('refreshed', { tries })
        return grant
      } catch (error) {
        if (at.epoch !== epoch) {
          asked.then((late) => at.giveBack(at.keep(late, old, runtime.now()))).catch(() => {})
          return undefined
        }
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
        else if (!at.tokens || !isNewer(at.tokens, old)) {
          at.end(inDoubt.has(old) ? 'lost-in-transit' : 'refresh-rejected')
          await stored.remove(old)
        }
        return undefined
      } finally {
        waiting.close()
      }
    }
  }

  /** Asks the server, within its time. */
  function ask(old: Tokens): { readonly scope: Scope; readonly asked: Promise<Grant> } {
    const scope = new Scope(runtime, { method: 'AUTH', template: 'refresh' })
    scope.limit('total', refreshTimeoutMs)
    const work = Promise.resolve().then(() => strategy.refresh?.(old, at.contextOf(scope.signal)) as Promise<Grant>)
    return { scope, asked: scope.race(work).finally(() => scope.close()) }
  }

  /** Writes the new tokens, unless the session has ended or somebody else was first: then they are given back. */
  async function commit(next: Tokens, old: Tokens, expected: string | undefined, epoch: number): Promise<void> {
    let revision = expected
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (at.epoch !== epoch) return at.giveBack(next)
      // A sign-in of the same user came meanwhile: its tokens are the ones that were asked for.
      if (at.tokens && isNewer(at.tokens, old)) return
      const written = await stored.write(next, revision)
      if (at.epoch !== epoch) {
        if (written) await stored.remove(next)
        return at.giveBack(next)
      }
      if (written !== false) {
        if (written === undefined) at.offerLater()
        if (!at.tokens || isNewer(next, at.tokens)) at.adopt(next, written ?? at.revision)
        return
      }
      const found = await stored.read()
      if (at.epoch !== epoch) return at.giveBack(next)
      if (wasEnded(found)) {
        at.giveBack(next)
        return at.end('elsewhere')
      }
      // A note of activity is no reason to give up; anything else is somebody who was first.
      if (found?.tokens && isNewer(found.tokens, old)) {
        if (found.tokens.identity !== next.identity) at.giveBack(next)
        return at.adopt(found.tokens, found.revision)
      }
      revision = found?.revision
    }
    // The store takes nothing: memory does.
    at.adopt(next, at.revision)
  }
}
