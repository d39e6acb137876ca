/** A server on loopback that acknowledges every message as its protocol does. */
export interface BenchServer {
  readonly port: number
  /** Sends `n` to everybody. */
  broadcast(n: number): void
  close(): Promise<void>
}

/** How a server treats whoever comes: it ends each link as soon as that is open, or refuses the credential. */
export type Ending = 'at once' | 'with 4401'

/** What a server starts with. */
export interface ServerOptions {
  /** Message `n` has come. */
  heard?(n: number): void
  /** Somebody tries to connect. */
  tried?(): void
  readonly ending?: Ending
}

/** Starts a server. */
export type Serve = (options?: ServerOptions) => Promise<BenchServer>
