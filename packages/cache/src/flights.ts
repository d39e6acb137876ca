import { type CallRequest, type Operation, type Reply, detach } from '@fairlead/core'
import type { Entry } from './entry.ts'
import { EVERYTHING } from './names.ts'
import type { Facts } from './policy/freshness.ts'
import type { Refusal } from './policy/storable.ts'
import type { SharedBody } from './shared-body.ts'

/** Why an answer is not kept: the policy's reasons, and those of this cache. */
export type KeepRefusal =
  | Refusal
  | 'redirected'
  | 'set-cookie'
  | 'changed-header'
  | 'invalidated'
  | 'too-large'
  | 'stream'

/** What came of one request to the server. */
export interface Landing {
  readonly status: number
  /** Of a streamed answer. */
  readonly settled?: Promise<unknown> | undefined
  readonly reply: Reply
  /** The answer as it is kept, or would be; without its body where that is a stream. */
  readonly entry: Entry
  readonly facts: Facts
  /** Whether the stored answer still holds, so that the caller gets that (304). */
  readonly validated: boolean
  /** Why it was not kept; undefined: it was, or will be at the end of its body. */
  readonly refusal: KeepRefusal | undefined
  /** Whether callers who waited may have the same answer. */
  readonly sharable: boolean
  /** The body of a streamed answer for several readers. */
  readonly shared: SharedBody | undefined
}

/** One request to the server that several calls wait for. */
export interface Flight {
  /** Undefined: another process has stored an answer meanwhile. */
  readonly landing: Promise<Landing | undefined>
  /** Its tries; undefined while it has not begun. */
  readonly operation: Operation | undefined
}

interface Running extends Flight {
  operation: Operation | undefined
  readonly names: readonly string[]
  readonly ending: AbortController
  scope: CallRequest['scope'] | undefined
  isOpen: boolean
  /** Whether the answer is there: its body goes on without those who waited. */
  isOver: boolean
  /** Whether the calls of this turn are still being made. */
  isNew: boolean
  readonly startedAt: number
  waiting: number
}

type Mutable<T> = { -readonly [member in keyof T]: T[member] }

/** The requests under way that may be shared. */
export interface Flights {
  /**
   * One that a call may still join.
   *
   * @param isNew only one that begins at this very moment, for a call that wants nothing older than itself
   */
  find(key: string, isNew: boolean): Flight | undefined
  /** One that is under way, whoever waits for it. */
  underWay(key: string): Flight | undefined
  /** Starts one. `names` invalidate it as they do a stored answer. */
  start(
    key: string,
    request: CallRequest,
    names: readonly string[],
    ask: (request: CallRequest) => Promise<Landing | undefined>,
    deadlineMs: number,
  ): Flight
  /** Waits for it under the caller's own deadline and signal. When the last one leaves, the request ends. */
  join(flight: Flight, request: CallRequest): Promise<Landing | undefined>
  /** Lets nobody join any more who comes after these names were invalidated. */
  closeFor(names: readonly string[]): void
}

/** Milliseconds after which nobody joins a request that was made for nobody. */
const MAX_ALONE_MS = 1_000

/** Makes the table of flights. */
export function createFlights(now: () => number): Flights {
  const flights = new Map<string, Running>()

  return {
    find(key, isNew) {
      const flight = flights.get(key)
      if (!flight?.isOpen || (isNew && !flight.isNew)) return undefined
      // One that nobody waits for and that takes long may hang.
      const isSlow = flight.waiting === 0 && now() - flight.startedAt > MAX_ALONE_MS
      return isSlow ? undefined : flight
    },
    underWay: (key) => flights.get(key),
    start(key, request, names, ask, deadlineMs) {
      const ending = new AbortController()
      const begun = {
        names,
        ending,
        scope: undefined,
        operation: undefined,
        isOpen: true,
        isNew: true,
        startedAt: now(),
        isOver: false,
        waiting: 0,
      }
      const flight = begun as Mutable<Running>
      queueMicrotask(() => {
        flight.isNew = false
      })
      flight.landing = detach(request, { signal: ending.signal, deadlineMs }, async (detached) => {
        flight.scope = detached.scope
        flight.operation = detached.operation
        const landing = await ask(detached)
        flight.isOver = true
        // Its body has clocks of its own.
        if (landing?.settled) detached.scope.stop('total')
        return landing
      }).finally(() => {
        flight.isOpen = false
        if (flights.get(key) === flight) flights.delete(key)
      })
      // Whoever waits hears of a failure; where nobody does, it is nobody's.
      flight.landing.catch(() => {})
      flights.set(key, flight)
      return flight
    },
    async join(joined, request) {
      const flight = joined as Running
      const { scope } = request
      flight.waiting++
      if (flight.scope && scope.remainingMs > flight.scope.remainingMs) flight.scope.limit('total', scope.remainingMs)
      try {
        return await scope.race(flight.landing)
      } catch (error) {
        // Whoever comes after somebody has waited in vain tries for itself.
        if (scope.endedBy?.kind === 'timeout') flight.isOpen = false
        throw error
      } finally {
        if (--flight.waiting === 0 && !flight.isOver) {
          flight.isOpen = false
          flight.ending.abort(new DOMException('nobody waits for it any more', 'AbortError'))
        }
      }
    },
    closeFor(names) {
      for (const flight of flights.values()) {
        // Tags and groups that only the answer will name cannot be known yet.
        const concerns = names.some(
          (name) => name === EVERYTHING || /^(tag|group):/.test(name) || flight.names.includes(name),
        )
        if (concerns) flight.isOpen = false
      }
    },
  }
}
