import { tellAll } from './events.ts'

/**
 * How hard an invalidation is. What is `stale` is asked for anew before it is shown, and may stand in where the server cannot
 * be reached; what is `gone` may not be shown again.
 */
export type Invalidation = 'stale' | 'gone'

/** Says which tags changed. */
export interface TagChange {
  readonly tags: readonly string[]
  readonly mode: Invalidation
  /** `tab` where each tab hears of it by itself, as of a push: nobody need carry it to the others. */
  readonly reach?: 'tab' | undefined
}

/** Where invalidations are announced and heard: endpoints, socket messages and the program announce; caches hear. */
export interface Tags {
  invalidate(tags: readonly string[], mode?: Invalidation, reach?: TagChange['reach']): void
  subscribe(listener: (change: TagChange) => void): () => void
  /** Whether somebody carries them to the other tabs: once is enough. Set by whoever does. */
  isShared: boolean
}

/** Makes the tag hub of a client. */
export function createTags(): Tags {
  const listeners = new Set<(change: TagChange) => void>()
  return {
    isShared: false,
    invalidate(tags, mode = 'stale', reach) {
      if (tags.length > 0) tellAll(listeners, { tags, mode, reach })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
