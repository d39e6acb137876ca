import type { ErrorKind, RetryRefusal } from './errors.ts'

/** Which call an event belongs to. No value of the user is in it. */
export interface CallEvent {
  readonly operationId: string
  readonly method: string
  /** The path template; of a call without a contract, its path without the query. */
  readonly template: string
  readonly origin: string
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** Core's own events. No secret fits their types. */
export type CoreEvent =
  | (CallEvent & { readonly type: 'operation:start'; readonly detached: boolean })
  | (CallEvent & {
      readonly type: 'operation:end'
      readonly durationMs: number
      readonly attempts: number
      readonly status?: number | undefined
      readonly error?: ErrorKind | undefined
    })
  | (CallEvent & { readonly type: 'attempt:start'; readonly attempt: number })
  | (CallEvent & {
      readonly type: 'attempt:end'
      readonly attempt: number
      readonly durationMs: number
      readonly status?: number | undefined
      readonly error?: ErrorKind | undefined
      readonly bytes?: number | undefined
    })
  | (CallEvent & { readonly type: 'retry:wait'; readonly attempt: number; readonly waitMs: number; readonly source: 'backoff' | 'server' })
  | (CallEvent & { readonly type: 'retry:refused'; readonly attempt: number; readonly reason: RetryRefusal })
  | (CallEvent & { readonly type: 'redirect'; readonly status: number; readonly crossOrigin: boolean })
  | (CallEvent & {
      readonly type: 'validation'
      readonly direction: 'input' | 'output'
      readonly part: string
      readonly paths: readonly string[]
    })

/** A plugin's event: its type starts with the plugin's name; its details are facts, never values of the user. */
export interface PluginEvent {
  readonly type: `plugin:${string}`
  readonly operationId?: string
  readonly at: number
  readonly details: Readonly<Record<string, string | number | boolean | undefined>>
}

/** Everything a client tells about its calls. */
export type ClientEvent = CoreEvent | PluginEvent

/** A stream of events that costs nothing while nobody listens. */
export class EventStream {
  readonly #listeners = new Set<(event: ClientEvent) => void>()

  get observed(): boolean {
    return this.#listeners.size > 0
  }

  readonly subscribe = (listener: (event: ClientEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: ClientEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        // A broken listener must not fail the call it only watches; the platform still hears of it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
