import { type Runtime, platformRuntime } from '@fairlead/core'
import type { SessionStore, StoredChannel, StoredMessage } from './store.ts'

interface Kept {
  owner: string
  readonly identity: string
  readonly ttlMs: number
  expiresAt: number
  received: number
  first: number
  waiting: StoredMessage[]
  channels: readonly StoredChannel[]
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
  const find = (id: string): Kept | undefined => {
    const session = kept.get(id)
    if (!session || session.expiresAt > now()) return session
    kept.delete(id)
    return undefined
  }
  return {
    epoch: randomUUID(),
    create(id, owner, identity, ttlMs) {
      for (const [other, { expiresAt }] of kept) if (expiresAt <= now()) kept.delete(other)
      kept.set(id, {
        owner,
        identity,
        ttlMs,
        expiresAt: now() + ttlMs,
        received: 0,
        first: 1,
        waiting: [],
        channels: [],
      })
    },
    claim(id, owner, asked) {
      const session = find(id)
      if (session?.identity !== asked) return undefined
      session.owner = owner
      const { identity, received, first, waiting, channels } = session
      return { identity, received, first, waiting: [...waiting], channels }
    },
    change(id, owner, { received, acknowledged, append, channels }) {
      const session = find(id)
      if (session?.owner !== owner) return false
      session.expiresAt = now() + session.ttlMs
      session.received = received ?? session.received
      session.channels = channels ?? session.channels
      if (append) session.waiting.push(append)
      if (acknowledged !== undefined && acknowledged >= session.first) {
        session.waiting.splice(0, acknowledged - session.first + 1)
        session.first = acknowledged + 1
      }
      return true
    },
    remove(id, owner) {
      if (find(id)?.owner === owner) kept.delete(id)
    },
  }
}
