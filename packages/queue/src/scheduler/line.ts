import type { RateLimit } from '../rates/rate-limit.ts'
import type { Item } from './item.ts'

/** What is known of one key. Forgotten when nothing of it waits or runs. */
export interface Key {
  readonly name: string
  readonly share: number
  readonly rates: readonly RateLimit[]
  /** By class. */
  readonly flows: Map<number, Flow>
  queued: number
  running: number
  isPaused: boolean
  heldUntil: number
}

/** What waits of one key in one class, first come first. */
export class Flow {
  readonly key: Key
  readonly line: Line
  head: Item | undefined
  tail: Item | undefined
  size = 0
  /** Where it stands in the virtual time of its class: the flow that has had least goes first. */
  start = 0
  /** Its place in the heap of its line; -1 while it has none. */
  index = -1

  constructor(key: Key, line: Line) {
    this.key = key
    this.line = line
  }

  append(item: Item): void {
    item.flow = this
    item.before = this.tail
    if (this.tail) this.tail.after = item
    else this.head = item
    this.tail = item
    this.size++
    this.line.size++
  }

  remove(item: Item): void {
    if (item.before) item.before.after = item.after
    else this.head = item.after
    if (item.after) item.after.before = item.before
    else this.tail = item.before
    item.flow = item.before = item.after = undefined
    this.size--
    this.line.size--
  }
}

/**
 * What waits of one class: start-time fair queueing (Goyal, Vin, Cheng 1996) over its keys. Each flow stands at the virtual
 * time its next item starts; the smallest goes first and moves on by the item's weight over the key's share. The virtual
 * time of the line is that of the item served last, so that who comes back from silence has saved up nothing.
 */
export class Line {
  readonly priority: number
  size = 0
  /** Flows that may be served, as a heap. */
  readonly ready: Flow[] = []
  #now = 0

  constructor(priority: number) {
    this.priority = priority
  }

  /** Lets a flow take part again, or for the first time. */
  join(flow: Flow): void {
    if (flow.index >= 0 || !flow.head) return
    flow.start = Math.max(flow.start, this.#now)
    this.#up(flow, this.ready.length)
  }

  /** Takes a flow out, because it is empty or must not be served now. */
  leave(flow: Flow): void {
    const { index } = flow
    if (index < 0) return
    flow.index = -1
    const last = this.ready.pop() as Flow
    if (last === flow) return
    this.#up(last, index)
    this.#down(last)
  }

  /** Notes that the flow was served, and moves it on. */
  serve(flow: Flow, weight: number): void {
    this.#now = flow.start
    flow.start += weight / flow.key.share
    if (!flow.head) this.leave(flow)
    else if (flow.index >= 0) this.#down(flow)
  }

  #up(flow: Flow, index: number): void {
    const { ready } = this
    while (index > 0) {
      const above = (index - 1) >> 1
      const other = ready[above] as Flow
      if (!goesBefore(flow, other)) break
      ready[index] = other
      other.index = index
      index = above
    }
    ready[index] = flow
    flow.index = index
  }

  #down(flow: Flow): void {
    const { ready } = this
    let { index } = flow
    for (;;) {
      let below = 2 * index + 1
      let other = ready[below]
      const right = ready[below + 1]
      if (other && right && goesBefore(right, other)) {
        other = right
        below++
      }
      if (!other || !goesBefore(other, flow)) break
      ready[index] = other
      other.index = index
      index = below
    }
    ready[index] = flow
    flow.index = index
  }
}

function goesBefore(a: Flow, b: Flow): boolean {
  return a.start < b.start || (a.start === b.start && (a.head?.seq ?? 0) < (b.head?.seq ?? 0))
}
