import { type Runtime, platformRuntime } from '@fairlead/core'
import type { SessionStore, StoredSession } from './store.ts'

interface Kept {
  owner: string
  readonly ttlMs: number
  expiresAt: number
  session: StoredSession
}

/**
 * Sessions in memory, for tests and for servers that are replaced inside one process. A server without a store keeps its
 * own sessions just as well.
 */
export function memorySessions({
  now,
  randomUUID,
}: Pick<Runtime, 'now' | 'randomUUID'> = platformRuntime): SessionStore {
  const kept = new Map<string, Kept>()
  const epoch = randomUUID()
  const find = (id: string): Kept | undefined => {
    const found = kept.get(id)
    if (!found || found.expiresAt > now()) return found
    kept.delete(id)
    return undefined
  }
  return {
    epoch: () => epoch,
    put(id, owner, session, ttlMs) {
      for (const [other, { expiresAt }] of kept) if (expiresAt <= now()) kept.delete(other)
      const found = kept.get(id)
      if (found && found.owner !== owner) return 'taken'
      kept.set(id, { owner, ttlMs, expiresAt: now() + ttlMs, session })
      return 'kept'
    },
    claim(id, owner, asked) {
      const found = find(id)
      if (found?.session.identity !== asked) return undefined
      found.owner = owner
      found.expiresAt = now() + found.ttlMs
      return found.session
    },
    change(id, owner, { received, acknowledged = 0, append = [], channels }) {
      const found = find(id)
      if (found?.owner !== owner) return found ? 'taken' : 'gone'
      found.expiresAt = now() + found.ttlMs
      const { session } = found
      const first = Math.max(session.first, acknowledged + 1)
      found.session = {
        identity: session.identity,
        received: received ?? session.received,
        first,
        waiting: [...session.waiting.slice(first - session.first), ...append],
        channels: channels ?? session.channels,
      }
      return 'kept'
    },
    remove(id, owner) {
      if (find(id)?.owner === owner) kept.delete(id)
    },
  }
}
