import type { RateLimit } from '../rates/rate-limit.ts'
import { waitOf } from '../rates/charge.ts'
import type { Item } from './item.ts'
import { Flow, type Key, Line } from './line.ts'
import type { SchedulerOptions, SchedulerSnapshot } from './options.ts'

/** Keys whose rates are remembered after nothing of them waits or runs. */
const MAX_IDLE_KEYS = 10_000
const MAX_SHOWN_KEYS = 100
const MIN_SHARE = 1e-6

/** Everything that waits: a line for each class, a flow for each key in it. */
export class Lines {
  size = 0
  readonly keys = new Map<string, Key>()
  /** Highest class first. */
  readonly #lines: Line[] = []
  /** Keys that must wait until some time. */
  readonly #held = new Set<Key>()
  readonly #options: SchedulerOptions
  readonly #agingMs: number
  readonly #perKey: number
  /** A wait from which on the newest goes first, and so many that do it. */
  readonly #staleMs: number
  readonly #crowd: number

  constructor(options: SchedulerOptions) {
    const { overflow, maxWaitMs = Infinity, maxQueued = 10_000, agingMs = 5_000, perKey } = options
    this.#options = options
    this.#agingMs = agingMs
    this.#perKey = perKey?.concurrency ?? Infinity
    const isNewestFirst = overflow === 'newest-first'
    this.#staleMs = isNewestFirst ? maxWaitMs / 2 : Infinity
    this.#crowd = isNewestFirst ? maxQueued / 2 : Infinity
  }

  /** What is known of a key, from now on. */
  key(name: string): Key {
    let key = this.keys.get(name)
    if (!key) {
      const { perKey, share } = this.#options
      const rates: RateLimit[] = perKey?.rates?.map((make) => make()) ?? []
      const part = share?.(name) ?? 1
      key = {
        name,
        // A share of nothing would stand still for ever.
        share: part > MIN_SHARE ? part : MIN_SHARE,
        rates,
        flows: new Map(),
        queued: 0,
        running: 0,
        isPaused: false,
        heldUntil: 0,
      }
      this.keys.set(name, key)
      if (this.keys.size > MAX_IDLE_KEYS) this.#forgetIdle()
    }
    return key
  }

  /** Puts an item at the end of its line; answers what is known of its key. */
  add(item: Item, priority: number, name: string, atMs: number): Key {
    const key = this.key(name)
    let flow = key.flows.get(priority)
    if (!flow) key.flows.set(priority, (flow = new Flow(key, this.#line(priority))))
    flow.append(item)
    key.queued++
    this.size++
    if (!this.#mustWait(key, 1, atMs)) flow.line.join(flow)
    return key
  }

  /** Takes an item out; answers the flow it was in. */
  remove(item: Item): Flow {
    const flow = item.flow as Flow
    const { line, key, head } = flow
    flow.remove(item)
    key.queued--
    this.size--
    // Which flow goes first, and whether it may at all, may hang on its head.
    if (head === item) {
      line.leave(flow)
      line.join(flow)
    }
    return flow
  }

  /** Takes out an item whose turn it is, and moves its key on. */
  serve(item: Item): Key {
    const flow = item.flow as Flow
    flow.remove(item)
    flow.key.queued--
    this.size--
    flow.line.serve(flow, item.weight)
    return flow.key
  }

  /** The item whose turn it is. `wake` is told when a key that must wait has waited long enough. */
  next(atMs: number, nowMs: number, wake: (atMs: number) => void): Item | undefined {
    let best: Item | undefined
    let highest = -Infinity
    for (const line of this.#lines) {
      if (line.size === 0) continue
      const item = this.#first(line, atMs, nowMs, wake)
      const rank = item ? line.priority + (atMs - item.at) / this.#agingMs : -Infinity
      if (rank > highest) {
        highest = rank
        best = item
      }
    }
    return best
  }

  /** Lets a key take part again: something of it has ended, or nothing holds it any more. */
  free(key: Key): void {
    for (const flow of key.flows.values()) flow.line.join(flow)
    this.forget(key)
  }

  /** Holds a key until a time. */
  hold(key: Key, atMs: number): void {
    key.heldUntil = Math.max(key.heldUntil, atMs)
    this.#held.add(key)
  }

  /** Frees the keys whose time has come; answers when the next one's does. */
  freeHeld(atMs: number): number {
    let next = Infinity
    for (const key of this.#held) {
      if (key.heldUntil > atMs) next = Math.min(next, key.heldUntil)
      else {
        this.#held.delete(key)
        this.free(key)
      }
    }
    return next
  }

  /** Drops what is known of a key that has nothing to do with us any more. */
  forget(key: Key): void {
    if (key.queued + key.running > 0 || key.isPaused || this.#held.has(key) || key.rates.length > 0) return
    this.keys.delete(key.name)
  }

  /** How many would go before one that came now, as far as can be told. */
  ahead(priority: number, name: string): number {
    let ahead = 0
    for (const line of this.#lines) {
      if (line.priority > priority) ahead += line.size
      if (line.priority !== priority) continue
      const own = this.keys.get(name)?.flows.get(priority)?.size ?? 0
      const others = line.ready.length - (own > 0 ? 1 : 0)
      ahead += Math.min(line.size, own + Math.max(0, others) * (own + 1))
    }
    return ahead
  }

  /** The one that has waited longest. */
  oldest(): Item | undefined {
    return this.#find(({ head }, found) => (found && head && head.seq > found.seq ? found : head))
  }

  /** Of the lowest class and the key of which most waits there, the one that came last. */
  lowest(): Item | undefined {
    const line = this.#lines.findLast(({ size }) => size > 0)
    return this.#find((flow, found) => {
      const more = flow.size - (found?.flow?.size ?? 0)
      const isBetter = more > 0 || (more === 0 && (flow.tail?.seq ?? -1) > (found?.seq ?? -1))
      return flow.line === line && isBetter ? flow.tail : found
    })
  }

  /** All items, in no order. */
  all(): Item[] {
    const items: Item[] = []
    for (const { flows } of this.keys.values())
      for (const { head } of flows.values()) for (let item = head; item; item = item.after) items.push(item)
    return items
  }

  /** What a snapshot shows of it. */
  show(): Pick<SchedulerSnapshot, 'byClass' | 'byKey'> {
    const busiest = [...this.keys.values()].toSorted((a, b) => b.queued + b.running - a.queued - a.running)
    return {
      byClass: this.#lines.filter(({ size }) => size > 0).map(({ priority, size }) => ({ priority, queued: size })),
      byKey: busiest.slice(0, MAX_SHOWN_KEYS).map(({ name, queued, running }) => ({ key: name, queued, running })),
    }
  }

  #line(priority: number): Line {
    let line = this.#lines.find((each) => each.priority === priority)
    if (!line) {
      line = new Line(priority)
      this.#lines.push(line)
      this.#lines.sort((a, b) => b.priority - a.priority)
    }
    return line
  }

  /** The item of a class whose turn it is. */
  #first(line: Line, atMs: number, nowMs: number, wake: (atMs: number) => void): Item | undefined {
    for (;;) {
      const flow = line.ready[0]
      if (!flow?.head || !flow.tail) return undefined
      const { key, head } = flow
      const item = atMs - head.at > this.#staleMs || this.size > this.#crowd ? flow.tail : head
      if (!this.#mustWait(key, item.weight, atMs)) {
        const waitMs = key.rates.length > 0 ? waitOf(key.rates, item.cost, nowMs) : 0
        if (waitMs === 0) return item
        this.hold(key, atMs + waitMs)
      }
      if (key.heldUntil > atMs) wake(key.heldUntil)
      line.leave(flow)
    }
  }

  #mustWait(key: Key, weight: number, atMs: number): boolean {
    return key.isPaused || key.heldUntil > atMs || (key.running > 0 && key.running + weight > this.#perKey)
  }

  #find(better: (flow: Flow, found: Item | undefined) => Item | undefined): Item | undefined {
    let found: Item | undefined
    for (const { flows } of this.keys.values()) for (const flow of flows.values()) found = better(flow, found) ?? found
    return found
  }

  #forgetIdle(): void {
    let looked = 0
    for (const [name, { queued, running, isPaused }] of this.keys) {
      if (queued + running === 0 && !isPaused) return void this.keys.delete(name)
      if (++looked > 100) return
    }
  }
}
