import type { Credential, FairleadError, Runtime } from '@fairlead/core'
import type { Message, Missed } from './frames.ts'
import type { Outbox, Outgoing } from './outbox.ts'
import type { Frame, Link } from './transport.ts'

/**
 * What a connection promises. `at-most-once`: what a foreign server gives. `request-response`: questions are answered,
 * also by a foreign server. `resumable`: with the server half, everything arrives once and in order, across links.
 */
export type Level = 'at-most-once' | 'request-response' | 'resumable'

/** How messages travel. */
export interface Delivery<L extends Level = Level> {
  readonly level: L
  start(host: DeliveryHost): Courier
}

/** What a connection has lost, as far as it knows. */
export interface Gap {
  /** How much of what was sent meanwhile has been made up for. */
  readonly recovered: 'partial' | 'none'
  /** The messages that are gone, where the server knows. */
  readonly missed: Missed | undefined
  /** Of the server's sessions: another one when it has lost them all. Empty with a foreign server. */
  readonly epoch: string
}

/** What a delivery finds in its connection. */
export interface DeliveryHost {
  readonly runtime: Runtime
  /** Of the connection, for errors. */
  readonly path: string
  readonly outbox: Outbox
  /** Largest message, in bytes. The server may have said a smaller one. */
  maxMessageBytes: number
  /** The link may be used: everything from now on is for the program. */
  ready(facts: { readonly expiresInMs?: number | undefined; readonly isNew: boolean }): void
  /** Something has got through, so that this is a good link. */
  progress(): void
  /** Gives a message to the program. */
  deliver(message: Message): void
  /** Some messages will never come. */
  gap(gap: Gap): void
  /** The server says why it is about to close, and when to come back. */
  advice(code: number, reason: string | undefined, retryAfterMs: number | undefined): void
  /** The server has taken a newer credential. */
  authed(expiresInMs: number | undefined): void
  /** Something failed that nobody waits for. */
  report(error: FairleadError): void
  /** The other side does not keep to the protocol: this link is of no use. */
  broken(what: string): void
}

/** A delivery at work in one connection. */
export interface Courier {
  /** A link is open. */
  open(link: Link, credential: Credential | undefined): void
  /** A frame came. */
  frame(frame: Frame): void
  /** There is something to send, or room for it. */
  pump(): void
  /** The verdict of a message has been told: a delivery that waits for nothing else lets go of it. */
  settled?(item: Outgoing): void
  /** Asks whether the other side is there; absent where nothing can be asked. */
  ping?(): void
  /** Sends a newer credential; absent where there is no way to. */
  renew?(credential: Credential | undefined): void
  /** The link is gone. */
  down(): void
  /** Nobody will go on with the session: tells the server so while there is a link. */
  end(): void
  /** Sent and not acknowledged, for the snapshot. */
  readonly inFlight: number
}
