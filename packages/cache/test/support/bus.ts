import type { Broadcast } from '@fairlead/core'

type Listener = (message: unknown) => void

/** Tabs of one browser without a browser: what one posts, the others on the same channel hear in a later microtask. */
export interface VirtualBus {
  /** The channel opener of one more tab. */
  tab(): Broadcast
  /** Everything that was posted, in order. */
  readonly posted: readonly unknown[]
  /** Channels that are open. */
  readonly open: number
  /** Lets all tabs hear what no tab of ours has posted. */
  shout(message: unknown): void
}

/** Makes a bus. */
export function virtualBus(): VirtualBus {
  const channels = new Map<Listener, string>()
  const posted: unknown[] = []
  return {
    posted,
    get open() {
      return channels.size
    },
    shout(message) {
      for (const listener of channels.keys()) listener(message)
    },
    tab: () => (name, listener) => {
      const own: Listener = (message) => listener(message)
      channels.set(own, name)
      return {
        post(message) {
          const copy: unknown = structuredClone(message)
          posted.push(copy)
          for (const [other, channel] of channels)
            if (other !== own && channel === name)
              queueMicrotask(() => {
                if (channels.has(other)) other(copy)
              })
        },
        close: () => void channels.delete(own),
      }
    },
  }
}
