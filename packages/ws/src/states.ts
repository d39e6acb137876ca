/**
 * `idle`: nobody to connect for yet. `connecting`: getting a credential and a link. `authenticating`: the link is open, the
 * server has not said welcome. `ready`. `waiting`: for the next try. `closed` by the program, `failed` for good.
 */
export type ConnectionState = 'idle' | 'connecting' | 'authenticating' | 'ready' | 'waiting' | 'closed' | 'failed'

/** Why a connection went from one state to another. */
export type TransitionCode =
  /** The connection was made, or its session has begun. */
  | 'start'
  /** The wait is over. */
  | 'retry'
  /** The program came back: online, visible again, awake. */
  | 'wake'
  /** `reconnect()` was called. */
  | 'asked'
  /** The link is open. */
  | 'open'
  /** The server has taken the link. */
  | 'welcome'
  /** No link and no welcome in time. */
  | 'connect-timeout'
  /** The link ended; `closeCode` says how. */
  | 'link-down'
  /** Nothing came and no ping was answered. */
  | 'half-open'
  /** The other side does not keep to the protocol. */
  | 'protocol'
  /** The server refused the credential, or none could be had. */
  | 'auth'
  /** Somebody else is signed in, or nobody. */
  | 'session-ended'
  /** The page is put aside. */
  | 'suspended'
  /** `close()` was called, or the client was disposed of. */
  | 'closed'
  /** The close code says not to come back. */
  | 'final'

/** One step of the state machine. */
export interface Transition {
  readonly from: ConnectionState
  readonly to: ConnectionState
  readonly code: TransitionCode
  /** The number of the link that this is about; a later one has a larger number. */
  readonly generation: number
  /** Of a link that ended. */
  readonly closeCode?: number | undefined
  /** Before the next try. */
  readonly delayMs?: number | undefined
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** Where each state may lead. Anything else is a bug and throws. */
export const transitions: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  idle: ['connecting', 'closed'],
  connecting: ['authenticating', 'ready', 'waiting', 'idle', 'closed', 'failed'],
  authenticating: ['ready', 'connecting', 'waiting', 'idle', 'closed', 'failed'],
  ready: ['connecting', 'waiting', 'idle', 'closed', 'failed'],
  waiting: ['connecting', 'idle', 'closed'],
  closed: [],
  failed: ['connecting', 'idle', 'closed'],
}
