import type { Overflow } from '@fairlead/queue'

/** What a model is made with. */
export interface ModelOptions {
  readonly concurrency: number
  readonly perKey: number
  readonly agingMs: number
  readonly maxQueued: number
  readonly maxQueuedBytes: number
  readonly overflow: Exclude<Overflow, 'newest-first'>
  readonly shares: Readonly<Record<string, number>>
}

/** A piece of work as the model knows it. */
export interface Job {
  readonly id: number
  readonly key: string
  readonly weight: number
  readonly bytes: number
  readonly at: number
  priority: number
  /** Its place among those of its class and key: they go in this order. */
  turn: number
}

/**
 * What a scheduler does, in the slowest and plainest way: nothing is kept but lists, and each decision looks at all of them.
 * Classes by aged rank; in a class, start-time fair queueing over keys; in a key, first come first served.
 */
export class Model {
  readonly waiting: Job[] = []
  readonly running: Job[] = []
  readonly started: number[] = []
  /** How each wait ended that ended without a start. */
  readonly ended = new Map<number, string>()
  now = 0
  readonly #options: ModelOptions
  readonly #pausedKeys = new Set<string>()
  readonly #heldKeys = new Map<string, number>()
  #isPaused = false
  #heldUntil = 0
  #turns = 0
  /** The virtual time of each class. */
  readonly #times = new Map<number, number>()
  /** Where each key ended in the virtual time of each class; a key of which nothing waits or runs is not known. */
  readonly #finishes = new Map<string, Map<number, number>>()

  constructor(options: ModelOptions) {
    this.#options = options
  }

  add(job: Omit<Job, 'turn' | 'at'>): void {
    const added = { ...job, at: this.now, turn: this.#turns++ }
    this.waiting.push(added)
    this.#start()
    this.#makeRoom(added)
  }

  abort(id: number): void {
    this.#end(id, 'abort')
  }

  settle(id: number): void {
    const [job] = this.running.splice(
      this.running.findIndex((each) => each.id === id),
      1,
    )
    if (job) this.#forget(job.key)
    this.#start()
  }

  reclass(id: number, priority: number): void {
    const job = this.waiting.find((each) => each.id === id)
    if (!job || job.priority === priority) return
    job.priority = priority
    job.turn = this.#turns++
    this.#start()
  }

  pause(key?: string): void {
    if (key === undefined) this.#isPaused = true
    else this.#pausedKeys.add(key)
    this.#start()
  }

  resume(key?: string): void {
    if (key === undefined) this.#isPaused = false
    else if (this.#pausedKeys.delete(key)) this.#forget(key)
    this.#start()
  }

  hold(untilMs: number, key?: string): void {
    if (key === undefined) this.#heldUntil = Math.max(this.#heldUntil, untilMs)
    else if (untilMs > this.now) this.#heldKeys.set(key, Math.max(this.heldUntil(key), untilMs))
    this.#start()
  }

  heldUntil(key: string): number {
    return this.#heldKeys.get(key) ?? 0
  }

  /** Lets a millisecond pass at a time. */
  advance(durationMs: number): void {
    for (let passed = 0; passed < durationMs; passed++) {
      this.now++
      for (const [key, untilMs] of this.#heldKeys)
        if (untilMs <= this.now && this.#heldKeys.delete(key)) this.#forget(key)
      this.#start()
    }
  }

  get placesTaken(): number {
    return sum(this.running.map(({ weight }) => weight))
  }

  get bytes(): number {
    return sum(this.waiting.map(({ bytes }) => bytes))
  }

  takenBy(key: string): number {
    return sum(this.running.filter((each) => each.key === key).map(({ weight }) => weight))
  }

  #end(id: number, how: string): void {
    const index = this.waiting.findIndex((each) => each.id === id)
    if (index < 0) return
    const [job] = this.waiting.splice(index, 1)
    this.ended.set(id, how)
    if (job) this.#forget(job.key)
    this.#start()
  }

  #forget(key: string): void {
    const isKnown = [...this.waiting, ...this.running].some((each) => each.key === key)
    if (!isKnown && !this.#pausedKeys.has(key) && !this.#heldKeys.has(key)) this.#finishes.delete(key)
  }

  #makeRoom(added: Job): void {
    const { maxQueued, maxQueuedBytes, overflow } = this.#options
    const isOverfull = (): boolean => this.waiting.length > maxQueued || this.bytes > maxQueuedBytes
    while (this.waiting.includes(added) && isOverfull()) {
      let victim = added
      if (overflow === 'drop-oldest') victim = this.#oldest()
      if (overflow === 'drop-lowest') victim = this.#lowest(added)
      this.#end(victim.id, victim === added ? 'queue-full' : 'shed')
    }
  }

  /** Of the first in each line, the one that came first: one whose class has changed stands last in its new line. */
  #oldest(): Job {
    const isFirst = (job: Job): boolean =>
      this.waiting.every((each) => each.key !== job.key || each.priority !== job.priority || each.turn >= job.turn)
    return this.waiting.filter(isFirst).reduce((a, b) => (a.id < b.id ? a : b))
  }

  /** Of the lowest class and the key of which most waits there the last; the one that comes, unless that is a better right. */
  #lowest(added: Job): Job {
    const lowest = Math.min(...this.waiting.map(({ priority }) => priority))
    const ofClass = this.waiting.filter(({ priority }) => priority === lowest)
    const sizeOf = (key: string): number => ofClass.filter((each) => each.key === key).length
    const most = Math.max(...ofClass.map(({ key }) => sizeOf(key)))
    const isOwnClass = lowest === added.priority
    if (lowest > added.priority || (isOwnClass && sizeOf(added.key) >= most)) return added
    // Of each of those keys the last in its line; of these the one that came last.
    const keys = [...new Set(ofClass.map(({ key }) => key))].filter((key) => sizeOf(key) === most)
    const lastOf = (key: string): Job =>
      ofClass.filter((each) => each.key === key).reduce((a, b) => (a.turn > b.turn ? a : b))
    return keys.map(lastOf).reduce((a, b) => (a.id > b.id ? a : b))
  }

  #start(): void {
    const { concurrency, shares } = this.#options
    while (!this.#isPaused && this.#heldUntil <= this.now) {
      const job = this.#next()
      if (!job || (this.running.length > 0 && this.placesTaken + job.weight > concurrency)) return
      const start = this.#startOf(job)
      this.#times.set(job.priority, start)
      const finishes = this.#finishes.get(job.key) ?? new Map<number, number>()
      this.#finishes.set(job.key, finishes.set(job.priority, start + job.weight / (shares[job.key] ?? 1)))
      this.waiting.splice(this.waiting.indexOf(job), 1)
      this.running.push(job)
      this.started.push(job.id)
    }
  }

  /** The class whose next one has the highest rank; of equal ones the higher class. */
  #next(): Job | undefined {
    const classes = [...new Set(this.waiting.map(({ priority }) => priority))].toSorted((a, b) => b - a)
    const rankOf = ({ priority, at }: Job): number => priority + (this.now - at) / this.#options.agingMs
    return classes
      .map((each) => this.#nextOf(each))
      .filter((each) => each !== undefined)
      .reduce<Job | undefined>((best, each) => (best && rankOf(best) >= rankOf(each) ? best : each), undefined)
  }

  /** The first of the key that has had least; of equal ones the one that came first. */
  #nextOf(priority: number): Job | undefined {
    const ofClass = this.waiting.filter((each) => each.priority === priority)
    const firsts = [...new Set(ofClass.map(({ key }) => key))].map((key) =>
      ofClass.filter((each) => each.key === key).reduce((a, b) => (a.turn < b.turn ? a : b)),
    )
    return firsts
      .filter((each) => this.#mayStart(each))
      .toSorted((a, b) => this.#startOf(a) - this.#startOf(b) || a.id - b.id)[0]
  }

  #mayStart({ key, weight }: Job): boolean {
    const taken = this.takenBy(key)
    const isFull = taken > 0 && taken + weight > this.#options.perKey
    return !isFull && !this.#pausedKeys.has(key) && this.heldUntil(key) <= this.now
  }

  #startOf({ priority, key }: Job): number {
    return Math.max(this.#times.get(priority) ?? 0, this.#finishes.get(key)?.get(priority) ?? 0)
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0)
}
