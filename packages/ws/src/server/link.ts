import type { Frame } from '../transport.ts'

/** One link of a client, as an adapter gives it. */
export interface ServerLink {
  send(frame: Frame): void
  /** Bytes handed over and not yet on their way. */
  readonly bufferedAmount: number
  /** Ends the link; waits for nothing. */
  close(code: number, reason: string): void
}

/** Where a link comes from. */
export interface LinkInfo {
  /** Header fields of the request that opened it, in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Its URL, where the adapter knows. */
  readonly url?: string | undefined
}

/** What an adapter tells about its link. */
export interface ServerLinkEvents {
  frame(frame: Frame): void
  down(): void
}

/** What adapters give their links to: the server half, or whatever takes its place in a test. */
export interface LinkAcceptor {
  /** Serves a link. */
  accept(link: ServerLink, info: LinkInfo): ServerLinkEvents
  /** Whether a page of this origin may connect; asked before a link is accepted. */
  allows(info: LinkInfo): boolean
  /** Largest frame, in bytes, for adapters that can refuse it before it is read whole. */
  readonly maxFrameBytes: number
}

/** Whether a page of this origin may connect: one of those named, or of the very host it asks. Without Origin no page asks. */
export function isAllowedOrigin({ headers }: LinkInfo, origins: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined || origins.includes(origin)) return true
  return URL.parse(origin)?.host === host && host !== undefined
}
