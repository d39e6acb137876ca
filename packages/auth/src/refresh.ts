import { Scope } from '@fairlead/core'
import type { Runtime } from '@fairlead/core'
import type { Coordinator } from './coordinator.ts'
import { judge } from './judge.ts'
import type { SignOutReason } from './state.ts'
import type { Stored } from './stored.ts'
import type { Grant, Tokens } from './strategy.ts'

/** What a refresh does to the session it is for. */
export interface RefreshDesk {
  readonly key: string
  readonly runtime: Runtime
  readonly coordinator: Coordinator
  readonly stored: Stored
  readonly lockWaitMs: number
  readonly timeoutMs: number
  /** The tokens as known here, and the epoch they belong to. */
  present(): { readonly tokens: Tokens | undefined; readonly revision: string | undefined; readonly epoch: number }
  /** Tokens whose refresh may have been done by the server without our hearing of it. */
  readonly inDoubt: WeakSet<Tokens>
  /** Asks the server. */
  ask(tokens: Tokens, signal: AbortSignal): Promise<Grant>
  /** What a grant is as tokens, on our clock. */
  tokensOf(grant: Grant, old: Tokens, askedAt: number): Tokens
  /** Takes tokens over: from the store, or new ones. */
  adopt(tokens: Tokens, revision: string | undefined): void
  /** Ends the session. */
  end(reason: SignOutReason): void
  /** Tells the server that tokens nobody will use are not wanted. */
  revoke(tokens: Tokens): void
  isDead(tokens: Tokens): boolean
  tell(type: string, details?: Readonly<Record<string, string | number | boolean | undefined>>): void
}

/**
 * One refresh, in this order: fix the version that is no good, take the lock (bounded), read the store again, adopt what
 * is newer there, ask the server, look whether the session still is the same, commit. Nobody is called back before the
 * lock is let go but the desk itself.
 *
 * @throws what the server's refusal was, if it may pass
 */
export async function refreshOnce(desk: RefreshDesk): Promise<void> {
  const { key, runtime, coordinator, lockWaitMs, tell } = desk
  const { tokens: bad, epoch } = desk.present()
  if (!bad) return
  const waiting = new AbortController()
  const timer = runtime.setTimeout(() => waiting.abort(new DOMException('lock', 'TimeoutError')), lockWaitMs)
  let entered = false
  try {
    await coordinator.lock(key, { signal: waiting.signal }, () => {
      entered = true
      runtime.clearTimeout(timer)
      return exchange(desk, bad, epoch)
    })
  } catch (error) {
    if (entered) throw error
    // A holder that is frozen or a lock that is broken: what follows is safe without it, if less polite.
    tell('lock-given-up')
    await exchange(desk, bad, epoch)
  } finally {
    runtime.clearTimeout(timer)
  }
}

async function exchange(desk: RefreshDesk, bad: Tokens, epoch: number): Promise<void> {
  const { stored, runtime, tell } = desk
  const isOver = (): boolean => desk.present().epoch !== epoch
  if (isOver()) return
  const found = await stored.read()
  if (isOver()) return
  const { revision } = desk.present()
  if (found && !found.tokens && revision !== undefined) return desk.end('elsewhere')
  if (found?.tokens && isNewer(found.tokens, bad)) {
    desk.adopt(found.tokens, found.revision)
    if (!desk.isDead(found.tokens)) return tell('adopted')
  }
  const { tokens: old = bad, epoch: now } = desk.present()
  const askedAt = runtime.now()
  const grant = await askTwice(desk, old, now)
  if (!grant) return
  const next = desk.tokensOf(grant, old, askedAt)
  await commit(desk, next, found?.revision, now)
}

/** Asks, and once more with the same token where the first answer may have been lost. Undefined: the matter is settled. */
async function askTwice(desk: RefreshDesk, old: Tokens, epoch: number): Promise<Grant | undefined> {
  const { runtime, stored, tell } = desk
  for (let tries = 1; ; tries++) {
    const scope = new Scope(runtime, { method: 'AUTH', template: 'refresh' })
    scope.limit('total', desk.timeoutMs)
    try {
      const grant = await scope.race(desk.ask(old, scope.signal))
      tell('refreshed', { tries })
      return grant
    } catch (error) {
      if (desk.present().epoch !== epoch) return undefined
      const judgement = judge(error)
      tell('refresh-failed', { judgement, tries })
      if (judgement === 'unknown') {
        desk.inDoubt.add(old)
        if (tries === 1) continue
      }
      if (judgement !== 'final') throw error
      // Somebody without the lock may have been first: then this token is used up, and the session is not.
      const found = await stored.read()
      if (found?.tokens && isNewer(found.tokens, old)) desk.adopt(found.tokens, found.revision)
      else if (desk.present().epoch === epoch) desk.end(desk.inDoubt.has(old) ? 'lost-in-transit' : 'refresh-rejected')
      return undefined
    } finally {
      scope.close()
    }
  }
}

/** Writes the new tokens, unless the session has ended or somebody else was first: then they are given back. */
async function commit(desk: RefreshDesk, next: Tokens, expected: string | undefined, epoch: number): Promise<void> {
  const { stored } = desk
  const isOver = (): boolean => desk.present().epoch !== epoch
  if (isOver()) return desk.revoke(next)
  for (let revision = expected; ;) {
    const written = await stored.write(next, revision)
    if (isOver()) {
      if (written) await stored.remove(next.identity)
      return desk.revoke(next)
    }
    if (written !== false) return desk.adopt(next, written ?? desk.present().revision)
    const found = await stored.read()
    if (isOver()) return desk.revoke(next)
    if (found && !found.tokens) {
      desk.revoke(next)
      return desk.end('elsewhere')
    }
    if (found?.tokens && (found.tokens.version >= next.version || found.tokens.identity !== next.identity)) {
      return desk.adopt(found.tokens, found.revision)
    }
    revision = found?.revision
  }
}

function isNewer(tokens: Tokens, than: Tokens): boolean {
  return tokens.version > than.version || tokens.identity !== than.identity
}
