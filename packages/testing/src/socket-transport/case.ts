/** The contract `Frame` of `@fairlead/ws`, said once more: who tests other things need not install that. */
export type FrameUnderTest = string | Uint8Array<ArrayBuffer>

/** The contract `LinkEvents` of `@fairlead/ws`. */
export interface LinkEventsUnderTest {
  open(): void
  frame(frame: FrameUnderTest): void
  down(end: { readonly code: number; readonly status?: number }): void
}

/** The contract `Link` of `@fairlead/ws`. */
export interface LinkUnderTest {
  send(frame: FrameUnderTest): void
  readonly bufferedAmount: number
  close(code?: number, reason?: string): void
}

/** What a case runs with: a server that sends back each frame as it came. */
export interface SocketTransportContext {
  /** Opens a link to the server. */
  connect(events: LinkEventsUnderTest): LinkUnderTest
  /** Opens a link to where nobody listens. */
  connectNowhere(events: LinkEventsUnderTest): LinkUnderTest
  /** Opens a link to a server that refuses it with the HTTP status 403. */
  connectRefused(events: LinkEventsUnderTest): LinkUnderTest
  /** How many links the server has. */
  links(): number
  /** The server ends all its links. */
  end(): void
  /** The network breaks all links, by RST. */
  cut(): void
}

/** One behaviour that every transport of live connections shows. */
export interface SocketTransportCase {
  readonly name: string
  /** Throws where the behaviour is another one. */
  run(context: SocketTransportContext): Promise<void>
}
