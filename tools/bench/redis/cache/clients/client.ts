/** Where a cache finds what it needs. */
export interface Start {
  /** Of Redis. */
  readonly port: number
  /** Of the server behind the cache. */
  readonly url: string
  /** How long ours waits for Redis; its default where nothing is said. */
  readonly deadlineMs?: number
}

/** What the server says of a path: which version it has. */
export interface Page {
  readonly version: number
}

/** A cache in one process of a fleet. */
export interface Cached {
  read(key: string): Promise<Page>
  /** Ends when the cache says that what it had under the key is gone. */
  invalidate(key: string): Promise<unknown>
}

export type Open = (start: Start) => Promise<Cached>

/** Asks the server, for a cache that does not do so itself. */
export async function load({ url }: Start, key: string): Promise<Page> {
  const response = await fetch(`${url}/${key}`)
  return (await response.json()) as Page
}
