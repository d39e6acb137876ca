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
}
