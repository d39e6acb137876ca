import type { StoreChange } from '@fairlead/cache'
import type { Redis } from '../redis.ts'
import { MAX_EPOCH } from './scripts.ts'

/** What those who listen have heard of the invalidations in Redis. */
export interface News {
  /** The highest epoch that is known of: a Redis that knows a lower one has forgotten something. */
  readonly seen: number
  /** The epoch up to which all was told; below 0 before the first answer. */
  readonly told: number
  subscribe(listener: (change: StoreChange | 'lost') => void): () => void
  /** Hears what a look-up brought: all changes since the epoch `since`, which it was asked for. */
  took(since: number, epoch: number, changes: readonly string[]): void
  /** Hears of an invalidation of our own, and of the epoch before it. */
  made(before: number, epoch: number): void
  /** Hears that the store was not reached. */
  failed(): void
  close(): void
}

/**
 * Tells the invalidations of others apart from those of our own.
 *
 * @param doubt hears that messages may have been missed
 */
export function createNews(fleet: Redis, channel: string, self: string, doubt: () => void): News {
  const listeners = new Set<(change: StoreChange | 'lost') => void>()
  let seen = 0
  let told = -1
  /** Whether somebody has gone to the server before anything was known of Redis. */
  let isBlind = false
  let end: (() => void) | undefined

  function tell(change: StoreChange | 'lost'): void {
    for (const listener of listeners) listener(change)
  }
  function moved(before: number, epoch: number): void {
    seen = Math.max(seen, epoch)
    // What came between two messages is asked for with the next look-up.
    if (before === told) told = epoch
  }

  /** A message of another process. One that was late brings nothing new, and one that was lost is made up for. */
  function heard(message: string): void {
    const said = readMessage(message)
    if (!said) return doubt()
    if (said.epoch <= told) return
    const { change, before, epoch, by } = said
    if (by !== self) tell(change)
    if (told >= 0) moved(before, epoch)
  }

  return {
    get seen() {
      return seen
    },
    get told() {
      return told
    },
    subscribe(listener) {
      listeners.add(listener)
      if (fleet.canListen) end ??= fleet.listen(channel, heard)
      return () => void listeners.delete(listener)
    },
    took(since, epoch, changes) {
      seen = Math.max(seen, epoch)
      if (since < 0) {
        if (told >= 0) return
        if (isBlind) tell('lost')
        told = epoch
        return
      }
      if (epoch <= told) return
      told = epoch
      if (changes.includes('lost')) return tell('lost')
      for (const [letter, mode] of [
        ['g', 'gone'],
        ['s', 'stale'],
      ] as const) {
        const names = changes.filter((each) => each.startsWith(letter)).flatMap((each) => nameOf(each.slice(1)) ?? [])
        if (names.length > 0) tell({ names, mode })
      }
    },
    made: moved,
    failed() {
      if (told < 0) isBlind = true
    },
    close() {
      end?.()
      end = undefined
      listeners.clear()
    },
  }
}

const MESSAGE = /^c(\d+) (\d+) ([\w-]+) ([sg]) (.*)$/s

/** One invalidation, the epoch that it made and the one before it, and who made it. */
interface Message {
  readonly change: StoreChange
  readonly before: number
  readonly epoch: number
  readonly by: string
}

function readMessage(message: string): Message | undefined {
  const [, before, epoch, by, letter, names] = MESSAGE.exec(message) ?? []
  if (by === undefined || names === undefined || Number(epoch) >= MAX_EPOCH) return undefined
  const change = {
    names: names.split('\n').flatMap((each) => nameOf(each) ?? []),
    mode: letter === 's' ? 'stale' : 'gone',
  } as const
  return { change, before: Number(before), epoch: Number(epoch), by }
}

/** A name of its text in Redis, which is JSON, so that none is changed on its way. */
function nameOf(text: string): string | undefined {
  try {
    const name: unknown = JSON.parse(text)
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
