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

/** What changed in a session. */
export interface SessionChange {
  readonly received?: number
  /** Messages up to this `seq` are let go of. */
  readonly acknowledged?: number
  readonly append?: StoredMessage
  readonly channels?: readonly StoredChannel[]
}

/** Settles when it is stored; what answers nothing has stored it at once. */
export type Stored<T = void> = T | Promise<T>

/**
 * Where sessions live on when the process that holds them ends. One owner at a time may change a session: taking it over
 * shuts out the earlier one.
 */
export interface SessionStore {
  /** Another one after the store has lost its sessions. */
  readonly epoch: string
  /** Keeps a new session for `ttlMs` after its last change. */
  create(id: string, owner: string, identity: string, ttlMs: number): Stored
  /** Takes a session of this very identity over; undefined when there is none. */
  claim(id: string, owner: string, identity: string): Stored<StoredSession | undefined>
  /** Changes a session. @returns false for one that has another owner, or is gone */
  change(id: string, owner: string, change: SessionChange): Stored<boolean>
  remove(id: string, owner: string): Stored
}
