import type { Locks } from '@fairlead/core'

/** A stored value with the name of its state. */
export interface Entry {
  /** Never the same again for a key, not even after a removal. */
  readonly revision: string
  /** What the structured clone algorithm can copy; a store that writes text takes what JSON can. */
  readonly value: unknown
}

/**
 * What tabs, clients or processes that share tokens agree through. `testing` has the suite that each one passes.
 */
export interface Coordinator {
  /** Runs one holder of a name at a time; rejects with the signal's reason when it aborts first. A holder that dies lets go. */
  readonly lock: Locks['request']
  readonly store: TokenStore
  /** Calls when somebody else may have changed the key; the answer unsubscribes. Too often is allowed, too seldom is not. */
  onChange(key: string, listener: () => void): () => void
  /**
   * A refresh token is not used without the lock and the store: where they cannot be had, the token that is there serves as
   * long as it is good. @defaultValue false: a program without its store is better than one without its user
   */
  readonly needsLock?: boolean
  /** Lets go of files, channels and connections. */
  close?(): void | Promise<void>
}

/** Where tokens are kept. */
export interface TokenStore {
  get(key: string): Promise<Entry | undefined>
  /**
   * Writes the value, or removes it where it is undefined, if the revision stored is still the expected one (undefined:
   * nothing is stored). Gives the new revision, or false when somebody else was first.
   */
  compareAndSet(key: string, expected: string | undefined, value: unknown): Promise<string | false>
  /**
   * Of a store that can lose what it had: whether a key that is not there has been removed. Where it has not, sessions go on,
   * and put their tokens there again. @defaultValue a key that is not there has been removed
   */
  wasRemoved?(key: string): Promise<boolean>
}
