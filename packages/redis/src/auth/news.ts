import type { Coordinator } from '@fairlead/auth'
import { LOST } from '../channels.ts'
import type { Redis } from '../redis.ts'

/** What processes tell each other, and what is only told here. */
export interface News {
  readonly onChange: Coordinator['onChange']
  /** Calls when the lock of a name may have been released, if that is heard; the answer ends it. */
  onRelease(name: string, call: () => void): () => void
  /** A key has been written here. */
  changed(key: string): void
  close(): void
}

/** What a message begins with, before the key or the name. */
export const CHANGED = 'changed '
export const RELEASED = 'released '

/** How long a change stays unseen where the client hears no channels. */
const POLL_MS = 1_000

/** Makes the news of a coordinator. Nothing is listened to, and nothing looked at, before somebody wants to hear of changes. */
export function createNews(fleet: Redis, channel: string, revisionOf: (key: string) => Promise<string>): News {
  const calls = new Map<string, Set<() => void>>()
  let listeners = 0
  let end: (() => void) | undefined

  function tell(topic: string): void {
    for (const call of calls.get(topic) ?? []) queueMicrotask(call)
  }
  function heard(text: string): void {
    if (text !== LOST) return tell(text)
    for (const topic of calls.keys()) tell(topic)
  }

  function on(topic: string, call: () => void): () => void {
    // The same function may be there twice; and nobody is called who has unsubscribed.
    const own = (): void => void (all.has(own) && call())
    const all = calls.get(topic) ?? new Set()
    calls.set(topic, all.add(own))
    return () => {
      all.delete(own)
      if (all.size === 0 && calls.get(topic) === all) calls.delete(topic)
    }
  }

  /** Looks at the keys that somebody wants to hear of. */
  function poll(): () => void {
    const seen = new Map<string, string>()
    let timer: unknown
    let isOver = false
    const look = async (topic: string): Promise<void> => {
      const before = seen.get(topic)
      // One that cannot be looked at may have changed.
      const now = await revisionOf(topic.slice(CHANGED.length)).catch(() => '')
      if (isOver) return
      seen.set(topic, now)
      if (before !== now) tell(topic)
    }
    const round = async (): Promise<void> => {
      const topics = [...calls.keys()].filter((topic) => topic.startsWith(CHANGED))
      for (const topic of seen.keys()) if (!topics.includes(topic)) seen.delete(topic)
      await Promise.all(topics.map(look))
      if (isOver) return
      timer = fleet.runtime.setTimeout(() => void round(), POLL_MS)
      ;(timer as { unref?: () => void }).unref?.()
    }
    void round()
    return () => {
      isOver = true
      fleet.runtime.clearTimeout(timer)
    }
  }

  function stop(): void {
    end?.()
    end = undefined
  }

  return {
    onChange(key, listener) {
      const off = on(CHANGED + key, listener)
      listeners++
      end ??= fleet.canListen ? fleet.listen(channel, heard) : poll()
      let isOn = true
      return () => {
        off()
        if (isOn && --listeners === 0) stop()
        isOn = false
      }
    },
    onRelease: (name, call) => on(RELEASED + name, call),
    changed: (key) => tell(CHANGED + key),
    close() {
      for (const all of calls.values()) all.clear()
      calls.clear()
      stop()
    },
  }
}
