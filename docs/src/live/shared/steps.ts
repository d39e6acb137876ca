import type { ClientEvent } from '@fairlead/core'

/** Something that happened to a call. */
export interface Step {
  /** `sent` is under way, and becomes `answer` or `failure`. */
  readonly kind: 'sent' | 'answer' | 'failure' | 'wait' | 'cache' | 'stop'
  readonly text: string
}

const CACHE: Readonly<Record<string, string>> = {
  hit: 'from the cache',
  stale: 'old copy shown',
  revalidated: 'still right (304)',
}

/** What an event adds to the row of its call, if anything. */
export function stepOf(event: ClientEvent): Step | undefined {
  switch (event.type) {
    case 'attempt:start':
      return { kind: 'sent', text: 'under way' }
    case 'attempt:end': {
      const { status, error } = event
      // A failure after the headers has a status too.
      if (error !== undefined && error !== 'http') return { kind: 'failure', text: error }
      return { kind: (status ?? 0) < 400 ? 'answer' : 'failure', text: String(status) }
    }
    case 'retry:wait':
      return { kind: 'wait', text: `waits ${seconds(event.waitMs)}${event.source === 'server' ? ', as asked' : ''}` }
    case 'retry:refused':
      // A client that retries nothing has not refused anything.
      return event.reason === 'off' ? undefined : { kind: 'stop', text: `not again: ${event.reason}` }
    case 'operation:end':
      return event.error === 'rejected' ? { kind: 'stop', text: event.reason ?? event.error } : undefined
    case 'plugin:queue:wait':
      return waited(Number(event.details['waitMs']))
    case 'plugin:cache:answer': {
      const { outcome, collapsed } = event.details
      const text = collapsed ? 'shares one request' : CACHE[String(outcome)]
      return text === undefined ? undefined : { kind: 'cache', text }
    }
    default:
      return undefined
  }
}

/** What waits for less than that has not waited for its turn. */
const NOTABLE_MS = 100

function waited(ms: number): Step | undefined {
  return ms < NOTABLE_MS ? undefined : { kind: 'wait', text: `waited ${seconds(ms)}` }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
