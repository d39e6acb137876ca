import type { ErrorKind, RetryRefusal } from './errors.ts'
import type { CarriedOperation, Operation } from './request.ts'

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
  | (CallEvent & {
      readonly type: 'operation:start'
      readonly detached: boolean
      readonly carries?: CarriedOperation | undefined
    })
  | (CallEvent & {
      readonly type: 'operation:end'
      readonly durationMs: number
      readonly attempts: number
      readonly status?: number | undefined
      readonly error?: ErrorKind | undefined
      /** Of `rejected`: why, such as `session-ended`. */
      readonly reason?: string | undefined
    })
  | (CallEvent & { readonly type: 'attempt:start'; readonly attempt: number })
  | (CallEvent & {
      readonly type: 'attempt:end'
      readonly attempt: number
      readonly durationMs: number
      readonly status?: number | undefined
      readonly error?: ErrorKind | undefined
      readonly bytes?: number | undefined
      /** The field as the server wrote it: a foreign text. */
      readonly serverTiming?: string | undefined
    })
  | (CallEvent & {
      readonly type: 'retry:wait'
      readonly attempt: number
      readonly waitMs: number
      readonly source: 'backoff' | 'server'
    })
  | (CallEvent & { readonly type: 'retry:refused'; readonly attempt: number; readonly reason: RetryRefusal })
  | (CallEvent & {
      readonly type: 'redirect'
      /** The attempt that is led elsewhere. */
      readonly attempt: number
      readonly status: number
      readonly crossOrigin: boolean
    })
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

/** What an event of core says beside the call it belongs to. */
type EventFacts<Type extends CoreEvent['type']> = Omit<Extract<CoreEvent, { type: Type }>, 'type' | keyof CallEvent>

/** Puts an event of a call on the stream. */
type Tell = <Type extends CoreEvent['type']>(operation: Operation, type: Type, facts: EventFacts<Type>) => void

type Listener = (event: ClientEvent) => void

/** The events of a client. */
export interface EventStream {
  /** Undefined while nobody listens: `events.tell?.(…)` then computes nothing at all. */
  tell: Tell | undefined
  emit(event: ClientEvent): void
  readonly subscribe: (listener: Listener) => () => void
}

/**
 * Calls each listener that is there now. A broken one must not fail what it only watches; one that is let go of meanwhile is not
 * called, and one that comes meanwhile hears of the next: else two that take each other's place would be called for ever.
 */
export function tellAll<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  // Most have one, which needs no copy.
  const now = listeners.size > 1 ? [...listeners] : listeners
  for (const listener of now) {
    if (now !== listeners && !listeners.has(listener)) continue
    try {
      const answer: unknown = listener(value)
      // An `async` one fails later, which would end a program of Node.
      if (answer instanceof Promise) answer.catch(console.error)
    } catch (error) {
      console.error(error)
    }
    if (now === listeners) return
  }
}

/** Makes the event stream of a client. */
export function createEvents(now: () => number): EventStream {
  const listeners = new Set<Listener>()
  const tell: Tell = ({ id, method, template, origin }, type, facts) =>
    // The spread comes first: engines copy an object fast where it begins another.
    events.emit({ ...facts, type, operationId: id, method, template, origin, at: now() } as unknown as ClientEvent)
  const events: EventStream = {
    tell: undefined,
    emit: (event) => tellAll(listeners, event),
    subscribe(listener) {
      // Somebody may subscribe the same function twice.
      const own: Listener = (event) => listener(event)
      listeners.add(own)
      events.tell = tell
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) events.tell = undefined
      }
    },
  }
  return events
}
