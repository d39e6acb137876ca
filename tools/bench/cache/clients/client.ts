/** What a call of a probe says beside its path. */
export interface Ask {
  readonly method?: 'GET' | 'PUT'
  /** Whose call it is: goes out as Authorization. */
  readonly user?: string
  readonly signal?: AbortSignal
}

/** A client that caches. */
export interface Cached {
  /** Sends a call and reads its answer to the end. */
  call(path: string, ask?: Ask): Promise<Uint8Array>
}

/** What a store does wrong. */
export type Fault = 'get hangs' | 'get throws' | 'set hangs' | 'set throws' | 'get answers rubbish'

/** What a client starts with. */
export interface Start {
  /** Of the server. */
  readonly url: string
  /** The store is not the usual one but one that does this. */
  readonly fault?: Fault
  /** A folder of its own, empty. */
  readonly folder: string
}

/** Makes a client as its documentation shows. */
export type Open = (start: Start) => Promise<Cached>
