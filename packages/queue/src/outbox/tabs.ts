import { type Runtime, platformBroadcast } from '@fairlead/core'
import type { Answer } from './verdict.ts'

/** The other tabs that use the same outbox. */
export interface Tabs {
  /** Tells that entries have changed. */
  changed(): void
  /** Gives an answer to the tab whose program waits for it. */
  settled(id: string, state: 'sent' | 'dead' | 'cancelled', answer: Answer): void
  close(): void
}

/** What is heard of other tabs. */
export interface TabListener {
  changed(): void
  settled(id: string, state: 'sent' | 'dead' | 'cancelled', answer: Answer): void
}

/** Opens the channel to the other tabs. What comes through it is looked at before it is believed. */
export function openTabs({ broadcast }: Runtime, name: string, listener: TabListener): Tabs {
  const channel = (broadcast ?? platformBroadcast())(name, (message) => {
    const { id, state, status, headers, url, body } = (message ?? {}) as Record<string, unknown>
    if (
      typeof id === 'string' &&
      (state === 'sent' || state === 'dead' || state === 'cancelled') &&
      typeof status === 'number' &&
      Array.isArray(headers) &&
      typeof url === 'string' &&
      body instanceof Uint8Array
    ) {
      const answer = { status, headers: new Headers(headers as [string, string][]), url, body: body.slice() }
      listener.settled(id, state, answer)
    }
    listener.changed()
  })
  return {
    changed: () => channel.post({}),
    settled: (id, state, { status, headers, url, body }) =>
      channel.post({ id, state, status, headers: [...headers], url, body }),
    close: () => channel.close(),
  }
}
