/** What a client says became of a message: the server has it, it never left, or nobody knows. */
export type Verdict = 'acknowledged' | 'not-sent' | 'unknown'

/** One connection of a client. */
export interface Live {
  /** Sends message `n`. What the client never says anything about stays pending. */
  send(n: number): Promise<Verdict>
  /** What the client itself believes. */
  readonly isConnected: boolean
  close(): void
}

/** What a connection starts with. */
export interface Dial {
  /** Of the server, or of the proxy before it, on loopback. */
  readonly port: number
  /** How soon the client comes back, where it can be told; its own default is meant otherwise. */
  readonly reconnectMs?: number
  /** Broadcast `n` has come. */
  heard?(n: number): void
  /** The client says that it may have missed broadcasts. */
  missed?(): void
}

/** Connects as the client's documentation shows. */
export type Open = (dial: Dial) => Live

/** Some 130 bytes as JSON. */
export interface Message {
  readonly n: number
  readonly text: string
}

const text = 'The tide turns at a quarter past six; berth four is free until the evening, tugs ahead.'

/** What all clients send under the number `n`. */
export function messageOf(n: number): Message {
  return { n, text }
}
