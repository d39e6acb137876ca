import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import { tellAll } from './events.ts'
import type { Update } from './update.ts'

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

/** What a message of the server changes. */
export interface Push {
  readonly updates: readonly Update[]
  /** Who was there when it came. */
  readonly identity: string
}

/** Where writes and pushes are announced and heard, for whoever keeps data that they change. */
export interface Writes {
  announce(told: Write | Push): void
  subscribe(listener: (told: Write | Push) => void): () => void
}

/** Makes the hub of a client's writes. */
export function createWrites(): Writes {
  const listeners = new Set<(told: Write | Push) => void>()
  return {
    announce: (told) => tellAll(listeners, told),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
