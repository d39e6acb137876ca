import { type Runtime, Scope, isFairleadError } from '@fairlead/core'
import type { Coordinator } from './coordinator.ts'
import type { Tokens } from './strategy.ts'
import { isNewer } from './tokens.ts'

/** What the store has under the session's key. */
export interface Found {
  readonly tokens: Tokens | undefined
  readonly revision: string | undefined
  /** There is nothing, and nobody has removed it. */
  readonly isLost: boolean
}

/** Whether somebody has ended the session that was there. */
export function wasEnded(found: Found | undefined): boolean {
  return found !== undefined && !found.tokens && !found.isLost
}

/** The session's place in the store. */
export interface Stored {
  /** Undefined: the store is broken. */
  read(): Promise<Found | undefined>
  /** Writes if nobody was first; the revision, or false. Undefined: the store is broken. */
  write(tokens: Tokens, expected: string | undefined): Promise<string | false | undefined>
  /** Removes these tokens, or older ones of the same user; with `all`, newer ones too. Nobody else's. */
  remove(tokens: Tokens, all?: boolean): Promise<void>
}

const STORE_MS = 5_000
/** How often a write tries again after somebody else wrote. */
export const MAX_TRIES = 10

/**
 * The session's place in the coordinator's store. A store that is broken is told of and otherwise as good as none: the
 * tokens in memory go on, because a program without its store is better than one without its user.
 */
export function storedUnder(key: string, { store }: Coordinator, runtime: Runtime, broken: () => void): Stored {
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    // A database that is blocked answers never.
    const scope = new Scope(runtime, { method: 'AUTH', template: 'store' })
    scope.limit('total', STORE_MS)
    try {
      return await scope.race(work())
    } catch (error) {
      // What can never work is no breakdown: a store of text that is given a key.
      if (isFairleadError(error) && error.kind === 'config') throw error
      broken()
      return undefined
    } finally {
      scope.close()
    }
  }
  const stored: Stored = {
    read: () =>
      attempt(async () => {
        const entry = await store.get(key)
        const isLost = !entry && store.wasRemoved !== undefined && !(await store.wasRemoved(key))
        return { tokens: isTokens(entry?.value) ? entry.value : undefined, revision: entry?.revision, isLost }
      }),
    write: (tokens, expected) => attempt(() => store.compareAndSet(key, expected, tokens)),
    async remove(tokens, all = false) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const found = await stored.read()
        // What is lost is removed all the same, so that nobody who still holds it puts it there again.
        if (!found || wasEnded(found)) return
        if (found.tokens && isNewer(found.tokens, tokens) && !(all && found.tokens.identity === tokens.identity)) return
        const removed = await attempt(() => store.compareAndSet(key, found.revision, undefined))
        if (removed !== false) return
      }
    },
  }
  return stored
}

/** A store may have been edited by hand, or by another version of this package. */
function isTokens(value: unknown): value is Tokens {
  const { identity, expiresAt = 0, ...numbers } = (value ?? {}) as Partial<Tokens>
  const { version, signInVersion, signedInAt, activeAt, receivedAt } = numbers
  const isNumber = (each: unknown): boolean => typeof each === 'number' && Number.isFinite(each)
  const times = [version, signInVersion, signedInAt, activeAt, receivedAt, expiresAt]
  return typeof identity === 'string' && times.every(isNumber)
}
