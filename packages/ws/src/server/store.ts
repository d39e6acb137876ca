/** A message of the server that waits to be acknowledged: what {@link messageFrame} makes a frame of. */
export interface StoredMessage {
  readonly head: string
  readonly json?: string | undefined
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
}

/** One subscription of a session. */
export interface StoredChannel {
  readonly channel: number
  readonly name: string
  readonly params: unknown
}

/** What is left of a session when its process is gone. */
export interface StoredSession {
  readonly identity: string
  /** The last `seq` that has arrived from the client. */
  readonly received: number
  /** The `seq` of the first message that waits. */
  readonly first: number
  readonly waiting: readonly StoredMessage[]
  readonly channels: readonly StoredChannel[]
}

/** What changed in a session: first messages are let go of, then further ones are added. */
export interface SessionChange {
  /** The last `seq` that has arrived from the client. */
  readonly received?: number
  /** Messages up to this `seq` are let go of, also those that were never added: the next one added has the `seq` after it. */
  readonly acknowledged?: number
  readonly append?: readonly StoredMessage[]
  readonly channels?: readonly StoredChannel[]
}

/** Settles when it is stored; what answers nothing has stored it at once. */
export type Stored<T = void> = T | Promise<T>

/**
 * Where sessions live on when the process that holds them ends. One owner at a time may change a session: taking it over
 * shuts out the earlier one. What cannot be done in time is rejected; the session then goes on without its store, until
 * the store answers again. One rejected with a `config` error is too much as it is: it is put again when half of what waited has
 * gone.
 */
export interface SessionStore {
  /** A text that is another one after the store has lost its sessions. Asked for also to find out whether it answers. */
  epoch(): Stored<string>
  /**
   * Keeps a session as it is, a new one or one that the store has lost, for `ttlMs` after its last change.
   *
   * @returns 'taken' where it has another owner
   */
  put(id: string, owner: string, session: StoredSession, ttlMs: number): Stored<'kept' | 'taken'>
  /** Takes a session of this very identity over; undefined when there is none. */
  claim(id: string, owner: string, identity: string): Stored<StoredSession | undefined>
  /** Changes a session; no change at all lets it live on. */
  change(id: string, owner: string, change: SessionChange): Stored<'kept' | 'taken' | 'gone'>
  remove(id: string, owner: string): Stored
}
