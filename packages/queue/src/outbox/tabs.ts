import { type Runtime, platformBroadcast } from '@fairlead/core'
import type { EndState } from './tracked.ts'
import type { Answer } from './verdict.ts'

/** What tabs that use the same outbox tell each other. */
export interface TabTalk {
  /** Entries have changed. */
  changed(): void
  /** A write has ended: the tab whose program waits for it may have the answer. */
  settled(id: string, state: EndState, answer: Answer | undefined): void
}

/** The other tabs that use the same outbox. */
export interface Tabs extends TabTalk {
  close(): void
}

/** Opens the channel to the other tabs. What comes through it is looked at before it is believed. */
export function openTabs({ broadcast }: Runtime, name: string, heard: TabTalk): Tabs {
  const channel = (broadcast ?? platformBroadcast())(name, (message) => {
    const { id, state, status, headers, url, body } = (message ?? {}) as Record<string, unknown>
    if (typeof id === 'string' && (state === 'sent' || state === 'dead' || state === 'cancelled')) {
      const isAnswer =
        typeof status === 'number' && Array.isArray(headers) && typeof url === 'string' && body instanceof Uint8Array
      const answer = isAnswer
        ? { status, headers: new Headers(headers as [string, string][]), url, body: body.slice() }
        : undefined
      heard.settled(id, state, answer)
    }
    heard.changed()
  })
  return {
    changed: () => channel.post({}),
    settled: (id, state, answer) => channel.post({ id, state, ...answer, headers: answer && [...answer.headers] }),
    close: () => channel.close(),
  }
}
