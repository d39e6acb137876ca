import type { Runtime } from '@fairlead/core'
import type { Packed } from './frames.ts'
import type { MessageClass } from './messages.ts'

/** What is known of something sent. `acknowledged`: the server has it, once. `unknown`: it may or may not. */
export type Verdict =
  | { readonly state: 'acknowledged' }
  | { readonly state: 'not-sent'; readonly reason: NotSentReason }
  | { readonly state: 'unknown'; readonly reason: UnknownReason }

/** Why something never left. */
export type NotSentReason =
  | 'offline'
  | 'too-large'
  | 'unserialisable'
  | 'full'
  | 'dropped'
  | 'conflated'
  | 'expired'
  | 'aborted'
  | 'ended'
/** Why nobody can say whether something arrived. */
export type UnknownReason = 'no-acknowledgement' | 'expired' | 'aborted' | 'link-lost' | 'session-lost' | 'ended'

/** What may wait to be sent and acknowledged. */
export interface OutboxOptions {
  /** @defaultValue 1_000 */
  readonly maxMessages?: number
  /** @defaultValue 1_048_576 */
  readonly maxBytes?: number
  /** How long a message may wait to be acknowledged. @defaultValue 120_000 */
  readonly maxAgeMs?: number
  /**
   * What happens to one message too many: it is rejected, the oldest unsent ones make room, or it waits for room.
   *
   * @defaultValue 'reject'
   */
  readonly whenFull?: 'reject' | 'drop-oldest' | 'wait'
}

/** Something to send. */
export interface Outgoing {
  /** Its members beside `seq` and `data`, as JSON without braces. */
  readonly head: string
  /** As {@link head} for a delivery without sequence. */
  readonly name: string
  readonly request: number | undefined
  readonly data: unknown
  readonly packed: Packed
  readonly class: MessageClass
  /** A later message of the same key takes the place of one that has not left yet. */
  readonly key: string | undefined
  readonly expiresAt: number
  /** The library's own, such as a subscription: outside all bounds, which are for what the program sends. */
  readonly isOwn: boolean
  /** It has been handed to a link. */
  written: boolean
  /** It was on its way in a session that was lost, and waits to go again: it may have arrived. */
  isAgain: boolean
  /** Its verdict has been told. */
  settled: boolean
  settle(verdict: Verdict): void
}

/** What waits to be sent, and the bounds on that and on what waits to be acknowledged. */
export interface Outbox {
  readonly count: number
  readonly bytes: number
  /** Takes a message in, or lets it wait for room; answers false for one too many. */
  add(item: Outgoing): boolean
  /** Takes out the next message to send. */
  next(): Outgoing | undefined
  /** Puts messages that were written back in front. */
  putBack(items: readonly Outgoing[]): void
  /** Tells a verdict; what was sent stays with its delivery until that lets go of it. */
  settle(item: Outgoing, verdict: Verdict): void
  /** Tells that a message was given up; what has left stays with its delivery. */
  giveUp(item: Outgoing, reason: 'expired' | 'aborted'): void
  /** Lets go of a message, which leaves room for others. */
  release(item: Outgoing): void
  /** Settles all that wait or are on their way, and forgets them. */
  clear(reason: 'ended' | 'session-lost'): void
}

/** Makes the outbox of a connection; `queued` is called when what waited for room may be sent. */
export function createOutbox(
  runtime: Runtime,
  { maxMessages = 1_000, maxBytes = 1_048_576, whenFull = 'reject' }: OutboxOptions,
  queued: () => void,
): Outbox {
  const { now } = runtime
  /** Waiting to be sent. */
  let queue = new Set<Outgoing>()
  const keys = new Map<string, Outgoing>()
  /** All that count: those that wait and those that are on their way. */
  const held = new Set<Outgoing>()
  /** Waiting for room. */
  const waiters = new Set<Outgoing>()
  /** Of those held that the bounds are for. */
  let count = 0
  let bytes = 0
  let timer: unknown
  let timerAt = Infinity

  const fits = (size: number): boolean => count < maxMessages && (bytes + size <= maxBytes || count === 0)

  function arm(expiresAt: number): void {
    if (expiresAt >= timerAt || expiresAt === Infinity) return
    runtime.clearTimeout(timer)
    timerAt = expiresAt
    timer = runtime.setTimeout(expire, Math.max(0, expiresAt - now()))
  }
  function expire(): void {
    timerAt = Infinity
    let first = Infinity
    for (const item of [...held, ...waiters]) {
      if (item.settled) continue
      if (item.expiresAt <= now()) outbox.giveUp(item, 'expired')
      else first = Math.min(first, item.expiresAt)
    }
    arm(first)
  }
  function enter(item: Outgoing): void {
    const { key, packed } = item
    held.add(item)
    queue.add(item)
    if (item.isOwn) return
    if (key !== undefined) keys.set(key, item)
    count++
    bytes += packed.size
  }
  /** Takes the place of an unsent message for others. */
  function evict(item: Outgoing, reason: 'conflated' | 'dropped'): void {
    outbox.settle(item, item.isAgain ? { state: 'unknown', reason: 'session-lost' } : { state: 'not-sent', reason })
    outbox.release(item)
  }

  const outbox: Outbox = {
    get count() {
      return count
    },
    get bytes() {
      return bytes
    },
    add(item) {
      if (item.isOwn) {
        enter(item)
        return true
      }
      const { key, packed } = item
      const older = key === undefined ? undefined : keys.get(key)
      // Nothing gives way for one that does not fit all the same.
      const gone: Outgoing[] = older ? [older] : []
      let left = count - gone.length
      let weight = bytes - (older?.packed.size ?? 0)
      const hasRoom = (): boolean => left < maxMessages && (weight + packed.size <= maxBytes || left === 0)
      if (whenFull === 'drop-oldest')
        for (const oldest of queue) {
          if (hasRoom()) break
          if (oldest === older || oldest.isOwn) continue
          gone.push(oldest)
          left--
          weight -= oldest.packed.size
        }
      if (!hasRoom() && whenFull !== 'wait') return false
      for (const each of gone) evict(each, each === older ? 'conflated' : 'dropped')
      // Asked anew: what gave way may have let in one that waited.
      if (waiters.size === 0 && fits(packed.size)) enter(item)
      else waiters.add(item)
      arm(item.expiresAt)
      return true
    },
    next() {
      for (const item of queue) {
        queue.delete(item)
        if (item.key !== undefined && keys.get(item.key) === item) keys.delete(item.key)
        return item
      }
      return undefined
    },
    putBack(items) {
      for (const item of items) {
        item.written = false
        item.isAgain = true
      }
      queue = new Set([...items, ...queue])
    },
    settle(item, verdict) {
      if (item.settled) return
      item.settled = true
      item.settle(verdict)
    },
    giveUp(item, reason) {
      outbox.settle(item, { state: item.written || item.isAgain ? 'unknown' : 'not-sent', reason })
      // What has a number stays with its delivery: a gap would stop all that follow.
      if (!item.written) outbox.release(item)
    },
    release(item) {
      waiters.delete(item)
      if (!held.delete(item)) return
      queue.delete(item)
      if (item.key !== undefined && keys.get(item.key) === item) keys.delete(item.key)
      if (!item.isOwn) {
        count--
        bytes -= item.packed.size
      }
      for (const waiter of waiters) {
        if (!fits(waiter.packed.size)) break
        waiters.delete(waiter)
        enter(waiter)
        if (queue.size === 1) queueMicrotask(queued)
      }
      if (held.size === 0) {
        runtime.clearTimeout(timer)
        timerAt = Infinity
      }
    },
    clear(reason) {
      const all = [...held, ...waiters]
      waiters.clear()
      for (const item of all) {
        outbox.settle(
          item,
          item.written || item.isAgain ? { state: 'unknown', reason } : { state: 'not-sent', reason: 'ended' },
        )
        outbox.release(item)
      }
    },
  }
  return outbox
}
