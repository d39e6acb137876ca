import type { DatabaseSync } from 'node:sqlite'

/** The answer that was given to a key. */
export interface KeyedReply {
  readonly status: number
  /** JSON. */
  readonly body: string
}

/** Answers kept by Idempotency-Key, so that a repeated request is answered again and not done again. */
export interface KeyedReplies {
  /** The kept answer; `'other-request'` where the key came with another request. */
  find(key: string, request: string): KeyedReply | 'other-request' | undefined
  keep(key: string, request: string, reply: KeyedReply): void
}

const KEPT_MS = 24 * 3_600_000

/** Makes the store over a database; `now` gives milliseconds since the Unix epoch. */
export function createKeyedReplies(database: DatabaseSync, now: () => number): KeyedReplies {
  const find = database.prepare('SELECT request, status, body FROM keyed_reply WHERE key = ? AND at_ms > ?')
  const keep = database.prepare('INSERT OR REPLACE INTO keyed_reply VALUES (?, ?, ?, ?, ?)')
  const forget = database.prepare('DELETE FROM keyed_reply WHERE at_ms <= ?')
  return {
    find(key, request) {
      const row = find.get(key, now() - KEPT_MS) as (KeyedReply & { request: string }) | undefined
      if (row === undefined) return undefined
      return row.request === request ? { status: row.status, body: row.body } : 'other-request'
    },
    keep(key, request, { status, body }) {
      forget.run(now() - KEPT_MS)
      keep.run(key, request, status, body, now())
    },
  }
}
