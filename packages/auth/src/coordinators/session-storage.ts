import { configError, platformLocks, platformRuntime } from '@fairlead/core'
import type { Coordinator, Entry } from '../coordinator.ts'
import { createChanges } from './changes.ts'
import { checkJson } from './json-only.ts'

const PREFIX = 'fairlead:auth:'

/**
 * Tokens in the session storage of one tab: they outlive a reload and not the tab. A tab that is duplicated starts with a
 * copy, so that two tabs hold one refresh token; use `idbCoordinator` where the server rotates it. Keeps what JSON can.
 *
 * @throws `config` where there is no session storage: on a server, and in a page that may store nothing
 */
export function sessionStorageCoordinator(): Coordinator {
  const storage = sessionStorageHere()
  const changes = createChanges(`${PREFIX}session-storage`)
  const locks = platformLocks()
  const read = (key: string): Entry | undefined => {
    try {
      const { revision, value } = JSON.parse(storage.getItem(PREFIX + key) ?? '{}') as Partial<Entry>
      return typeof revision === 'string' ? { revision, value } : undefined
    } catch {
      // Edited by hand: as good as nothing, and written anew at the next sign-in.
      return undefined
    }
  }
  return {
    lock: (name, options, run) => locks.request(`${PREFIX}session-storage ${name}`, options, run),
    store: {
      get: async (key) => read(key),
      async compareAndSet(key, expected, value) {
        checkJson(value, 'sessionStorageCoordinator')
        if (read(key)?.revision !== expected) return false
        const revision = platformRuntime.randomUUID()
        // Removed first: where the quota does not let the new tokens in, the used ones must not come back at a reload.
        storage.removeItem(PREFIX + key)
        if (value !== undefined) storage.setItem(PREFIX + key, JSON.stringify({ revision, value }))
        changes.announce(key)
        return revision
      },
    },
    onChange: changes.onChange,
    close: changes.close,
  }
}

function sessionStorageHere(): Storage {
  let storage: Storage | undefined
  try {
    // Some servers have one too, for all their users together.
    if (typeof document !== 'undefined') storage = globalThis.sessionStorage
  } catch {
    // A page without a right to storage throws at the sight of it.
  }
  if (storage) return storage
  throw configError('sessionStorageCoordinator: there is no session storage here; use memoryCoordinator')
}
