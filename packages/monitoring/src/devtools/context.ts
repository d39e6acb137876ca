import { type AnyClient, type PluginEvent, type TagChange, hostOf } from '@fairlead/core'
import type { Monitoring } from '../api.ts'
import type { Faults } from './faults.ts'

/** A lane as the queue's snapshot tells of it: what the panel reads of it. */
export interface LaneSeen {
  readonly origin: string
  readonly state: string
  readonly queued: number
  readonly running: number
  readonly concurrency: number
  readonly oldestWaitMs: number
  readonly projectedWaitMs: number
  readonly heldUntil: number | undefined
  readonly breaker: { readonly state: string; readonly retryAt?: number | undefined } | undefined
  readonly byKey: readonly { readonly key: string; readonly queued: number; readonly running: number }[]
}

/** An answer that the cache holds in memory: what the panel reads of it. */
export interface EntrySeen {
  readonly url: string
  readonly status: number
  readonly tags: readonly string[]
  readonly ageMs: number
  readonly bytes: number
  readonly isInvalidated: boolean
  readonly isPrivate: boolean
}

/** What the panel reads of a client: its plugins' APIs, where they are there. */
export interface SeenClient extends AnyClient {
  readonly monitoring?: Monitoring
  readonly faults?: Faults
  readonly cache?: { clear(): void; entries?(): readonly EntrySeen[] }
  readonly queue?: {
    snapshot(): { readonly lanes: readonly LaneSeen[] }
    pause(): void
    resume(): void
  }
}

/** A change of tags, and when it was announced. */
export interface TagRecord extends TagChange {
  readonly at: number
}

/** What all views stand on. */
export interface Context {
  readonly client: SeenClient
  readonly now: () => number
  /** Asks for the view to be drawn with the next frame. */
  readonly ask: () => void
  /** Invalidations since the panel is there, the latest first. */
  readonly tags: readonly TagRecord[]
  /** What auth has told since the panel is there, the latest first. */
  readonly session: readonly PluginEvent[]
}

/** One tab's contents. */
export interface View {
  readonly element: HTMLElement
  /** Shows how things stand. Only the view of the open tab is asked to. */
  draw(): void
  /** Lets go of what it has subscribed to. */
  end?(): void
}

const MAX_KEPT = 100

/** Makes what the views of a client stand on; `ask` draws. */
export function createContext(given: AnyClient, ask: () => void): Context & { end(): void } {
  const client = given as SeenClient
  const host = hostOf(given)
  const { now } = host.runtime
  const tags: TagRecord[] = []
  const session: PluginEvent[] = []
  const keep = <T>(all: T[], item: T): void => {
    if (all.unshift(item) > MAX_KEPT) all.pop()
    ask()
  }
  const ends = [
    client.tags.subscribe((change) => keep(tags, { ...change, at: now() })),
    host.observe((event) => {
      if (event.type.startsWith('plugin:auth:')) keep(session, event as PluginEvent)
    }),
    client.monitoring?.subscribe(ask),
  ]
  return { client, now, ask, tags, session, end: () => ends.forEach((end) => end?.()) }
}
