/** One query, asked and its data given. */
export type Ask = (document: string, variables: object) => Promise<unknown>

/** Where a client looks for an answer first. */
export type Policy = 'cache-first' | 'network-only'

/** A client as a benchmark asks it. `make` imports what it needs, so that a process holds one client alone. */
export interface Asking {
  readonly name: string
  /** For its version. */
  readonly packageName?: string
  /** Nothing is kept, whatever the policy. */
  readonly hasNoCache?: true
  make(url: string, fetch: typeof globalThis.fetch, policy: Policy): Promise<Ask>
}
