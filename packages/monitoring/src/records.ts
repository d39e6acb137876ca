import type { ErrorKind } from '@fairlead/core'

/** What the timeline knows of one call: facts of the client's events, never a value of the user. */
export interface OperationRecord {
  readonly id: string
  readonly method: string
  /** As core tells it: the path template, or the path of a call without a contract. */
  readonly template: string
  readonly origin: string
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  /** Undefined while it is under way. */
  durationMs?: number | undefined
  /** Background work, such as a revalidation: nobody waits for it. */
  readonly detached: boolean
  status?: number | undefined
  error?: ErrorKind | undefined
  /** Oldest first; at most 32, the first ones go. */
  readonly attempts: AttemptRecord[]
  /** What else happened to it, oldest first; at most 64, the first ones go. */
  readonly notes: NoteRecord[]
}

/** One trip to the network. */
export interface AttemptRecord {
  /** From 1. */
  readonly number: number
  readonly startedAt: number
  durationMs?: number | undefined
  status?: number | undefined
  error?: ErrorKind | undefined
  /** Decoded bytes of a buffered answer. */
  bytes?: number | undefined
  /** What the server says of its own time (the `Server-Timing` field). */
  serverTiming?: readonly ServerTiming[] | undefined
}

/** One metric of a `Server-Timing` field. @see {@link https://www.w3.org/TR/server-timing/} */
export interface ServerTiming {
  readonly name: string
  readonly durationMs?: number | undefined
  readonly description?: string | undefined
}

/** An event of core or of a plugin that belongs to a call, for example `retry:wait` or `plugin:cache:answer`. */
export interface NoteRecord {
  readonly type: string
  readonly at: number
  readonly details: Readonly<Record<string, string | number | boolean | undefined>>
}

/** A live connection, by the path it was opened at. */
export interface SocketRecord {
  readonly path: string
  /** Of the latest step; `ready` as long as one of those at the path is. */
  state: string
  /** That are ready now. */
  ready: number
  /** When it came into that state. */
  since: number
  /** Links so far. */
  links: number
  gaps: number
  errors: number
  messagesIn: number
  messagesOut: number
  bytesIn: number
  bytesOut: number
  /** The latest, oldest first; at most 100. */
  readonly frames: FrameRecord[]
}

/** A message over a live connection: its name and size, never what it says. */
export interface FrameRecord {
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly name: string
  readonly bytes: number
}

/** What the lane to an origin does with calls, as its events tell. */
export interface LaneRecord {
  readonly origin: string
  breaker: string
  /** Of an adaptive limit. */
  limit?: number | undefined
  /** No call goes out before (a server has said so). */
  heldUntil?: number | undefined
  waits: number
  waitedMs: number
  refused: number
}
