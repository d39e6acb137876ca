import type { Credential, Runtime } from '@fairlead/core'

/** What travels over a link, delivered whole and in order: a text without line breaks, such as JSON, or binary. */
export type Frame = string | Uint8Array<ArrayBuffer>

/** What a link is opened with. */
export interface LinkTarget {
  /** The http or https URL; a transport with another scheme changes it. */
  readonly url: string
  /** What proves the session, for a transport that can carry header fields. */
  readonly credential: Credential | undefined
  readonly runtime: Runtime
}

/** Why a link ended, as far as its transport knows. */
export interface LinkEnd {
  /** The close code of RFC 6455, section 7.4; 1006 for a link that broke. */
  readonly code: number
  readonly reason?: string
  /** The HTTP status of an upgrade or stream that was refused, where the platform shows it. */
  readonly status?: number
}

/** What a link tells. After `down` it tells nothing more; after its own `close` it may tell `down` or nothing. */
export interface LinkEvents {
  open(): void
  frame(frame: Frame): void
  down(end: LinkEnd): void
}

/** One live connection to the server, good until it ends. */
export interface Link {
  send(frame: Frame): void
  /** Bytes handed over and not yet on their way. */
  readonly bufferedAmount: number
  /** Ends the link; waits for nothing. */
  close(code?: number, reason?: string): void
}

/** A way to the server: native WebSocket, socket.io, server-sent events. */
export interface Transport {
  readonly name: string
  connect(target: LinkTarget, events: LinkEvents): Link
}
