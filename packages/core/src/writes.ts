import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import { tellAll } from './events.ts'

/** A success of an endpoint that declares `updates`. */
export interface Write {
  readonly endpoint: AnyEndpoint
  /** As the caller gave it: the same object. */
  readonly input: EndpointInput
  /** Validated, before the contract's `transform`. */
  readonly data: unknown
  /** Who was there when it was done. */
  readonly identity: string
}

/** Where writes are announced and heard, for whoever keeps data that they change. */
export interface Writes {
  announce(write: Write): void
  subscribe(listener: (write: Write) => void): () => void
}

/** Makes the hub of a client's writes. */
export function createWrites(): Writes {
  const listeners = new Set<(write: Write) => void>()
  return {
    announce: (write) => tellAll(listeners, write),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
