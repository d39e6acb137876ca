import { type BroadcastHandle, platformBroadcast } from '@fairlead/core'

/** Tells all users of a store that a key has changed. */
export interface Changes {
  /** Calls when anybody announces the key, here or elsewhere; the answer unsubscribes. */
  onChange(key: string, listener: () => void): () => void
  announce(key: string): void
  close(): void
}

/** Makes the changes of a store that all pages of an origin reach. What travels is the key alone. */
export function createChanges(channelName: string): Changes {
  const listeners = new Map<string, Set<() => void>>()
  let channel: BroadcastHandle | undefined
  let isClosed = false
  const heard = (key: unknown): void => {
    for (const listener of listeners.get(String(key)) ?? []) queueMicrotask(listener)
  }
  const open = (): BroadcastHandle | undefined =>
    isClosed ? undefined : (channel ??= platformBroadcast()(channelName, heard))
  return {
    onChange(key, listener) {
      open()
      // The same function may be there twice; and nobody is called who has unsubscribed.
      const own = (): void => void (all.has(own) && listener())
      const all = listeners.get(key) ?? new Set()
      listeners.set(key, all.add(own))
      return () => {
        all.delete(own)
        if (all.size === 0 && listeners.get(key) === all) listeners.delete(key)
      }
    },
    announce(key) {
      open()?.post(key)
      // A channel does not hear itself, and a coordinator may serve several clients.
      heard(key)
    },
    close() {
      isClosed = true
      for (const all of listeners.values()) all.clear()
      listeners.clear()
      channel?.close()
      channel = undefined
    },
  }
}
