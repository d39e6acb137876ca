import type { Runtime } from '@fairlead/core'
import { MAX_WINDOW, type Message, type Missed, type Packed, messageFrame } from '../frames.ts'
import { Ledger } from '../ledger.ts'
import type { Verdict } from '../outbox.ts'
import { createPump } from '../pump.ts'
import type { ServerLink } from './link.ts'
import { type Keeper, type KeeperOptions, type Marks, createKeeper } from './keeper.ts'
import type { StoredChannel, StoredMessage, StoredSession } from './store.ts'

/** What one session may take up. */
export interface SessionBounds {
  readonly maxBufferedBytes: number
  readonly maxBufferedMessages: number
}

/** What a session tells its server. */
export interface SessionEvents {
  message(session: Session, message: Message): void
  /** Its link takes too little too slowly. */
  slow(session: Session): void
}

interface Waiting {
  readonly head: string
  readonly packed: Packed
  readonly settle: ((verdict: Verdict) => void) | undefined
}

/** What a message weighs beside its data, about. */
const MESSAGE_BYTES = 64
/** A message that says nothing: the answer to a request that nobody made. */
const NOTHING = '"reply":0'

/** One client across its links: what was sent to it and is not acknowledged, and what came from it. */
export class Session {
  readonly id: string
  readonly identity: string
  /** Subscriptions by their number. */
  readonly channels = new Map<number, StoredChannel>()
  readonly #waiting = new Ledger<Waiting>()
  readonly #pump: { run(): void; stop(): void }
  readonly #bounds: SessionBounds
  readonly #events: SessionEvents
  /** Nothing is acknowledged or sent that could be forgotten. */
  readonly #keeper: Keeper | undefined
  #link: ServerLink | undefined
  /** Called when the client may be told that more has arrived. */
  #acknowledge: (() => void) | undefined
  /** The last `seq` that came, and the last one that the program was given. */
  #received = 0
  #taken = 0
  /** What came and may not be taken yet. */
  #held: Message[] = []
  /** What was acknowledged. */
  #told = 0
  #written = 0
  #bytes = 0
  isEnded = false

  constructor(
    id: string,
    identity: string,
    options: {
      readonly runtime: Runtime
      readonly bounds: SessionBounds
      readonly events: SessionEvents
      readonly keep: KeeperOptions | undefined
    },
  ) {
    this.id = id
    this.identity = identity
    this.#pump = createPump(
      options.runtime,
      () => this.#link,
      (link) => this.#step(link),
    )
    this.#bounds = options.bounds
    this.#events = options.events
    this.#keeper = options.keep && createKeeper(this, options.keep)
  }

  /** Keeps a new session where it outlives the process. */
  async begin(): Promise<void> {
    await this.#keeper?.begin()
  }

  /** Goes on where another process left off. */
  restore({ received, first, waiting }: StoredSession): void {
    this.#received = this.#taken = this.#told = received
    this.#waiting.reset(first)
    for (const { head, json, bytes } of waiting) {
      const packed = {
        ...(json !== undefined && { json }),
        ...(bytes && { bytes }),
        size: bytes?.byteLength ?? json?.length ?? 0,
      }
      this.#waiting.push({ head, packed, settle: undefined })
      this.#bytes += packed.size + MESSAGE_BYTES
    }
    const marks = this.marks()
    // What another process let in may be more than this one keeps.
    this.#bound()
    this.#keeper?.resume(marks)
  }

  /** The last `seq` that has arrived for good. */
  get received(): number {
    return this.#keeper?.received ?? this.#taken
  }

  /** Whether it is certainly served nowhere else, though its store does not have it. */
  get isSafe(): boolean {
    return this.#keeper?.isSafe ?? true
  }

  marks(): Marks {
    const { first, next } = this.#waiting
    return { received: this.#taken, first, next }
  }

  waitingFrom(seq: number): readonly StoredMessage[] {
    const messages: StoredMessage[] = []
    for (let at = seq; at < this.#waiting.next; at++) {
      const { head, packed } = this.#waiting.at(at) as Waiting
      messages.push({ head, json: packed.json, bytes: packed.bytes })
    }
    return messages
  }

  allChannels(): readonly StoredChannel[] {
    return [...this.channels.values()]
  }

  sendNothing(): number {
    this.#add(NOTHING, { size: 0 }, undefined)
    return this.#waiting.next - 1
  }

  /** More may be told, sent or taken than before. */
  moved(): void {
    // Whoever is given one may end the session.
    while (this.#held.length > 0 && !this.#keeper?.isHolding) this.#take(this.#held.shift() as Message)
    if (this.received > this.#told) {
      this.#told = this.received
      this.#acknowledge?.()
    }
    this.#pump.run()
  }

  /** Lets it live on in its store. */
  touch(): void {
    this.#keeper?.touch()
  }

  /** Stores it once more, where its store has lost it or did not answer, and settles after that: false while it may not be. */
  async putAgain(): Promise<boolean> {
    return this.#keeper?.putAgain() ?? true
  }

  get link(): ServerLink | undefined {
    return this.#link
  }

  get bufferedBytes(): number {
    return this.#bytes
  }

  /** Whether a client that has so much can be served from here on. */
  canResume(received: number): boolean {
    return received < this.#waiting.next
  }

  /** What a client that has so much will never get. */
  missedAfter(received: number): Missed | undefined {
    const { first } = this.#waiting
    return received < first - 1 ? { from: received + 1, to: first - 1 } : undefined
  }

  /** Goes on over a link; the one before is of no use any more. */
  attach(link: ServerLink, received: number, acknowledge: () => void): void {
    // First of all: what the earlier link was given says nothing of what arrived.
    this.#written = Math.max(received, this.#waiting.first - 1)
    this.#told = this.received
    this.#link = link
    this.#acknowledge = acknowledge
    this.acknowledged(received)
    this.#pump.run()
  }

  /** Its link is gone. What could not be taken yet comes again. */
  detach(): void {
    this.#link = undefined
    this.#acknowledge = undefined
    this.#received = this.#taken
    this.#held = []
    this.#pump.stop()
  }

  /** Sends a message, now or when there is a link. */
  push(head: string, packed: Packed, settle?: (verdict: Verdict) => void): void {
    if (this.isEnded) return settle?.({ state: 'not-sent', reason: 'ended' })
    this.#add(head, packed, settle)
    this.#changed()
  }

  #add(head: string, packed: Packed, settle: Waiting['settle']): void {
    this.#bytes += packed.size + MESSAGE_BYTES
    this.#waiting.push({ head, packed, settle })
    const isSlow = this.#link !== undefined
    if (this.#bound() && isSlow) this.#events.slow(this)
  }

  #changed(): void {
    if (this.#keeper) this.#keeper.changed()
    else this.moved()
  }

  /** Lets go of the oldest messages beyond the bounds, which the client is told of when it comes back: whether there were any. */
  #bound(): boolean {
    const { maxBufferedBytes, maxBufferedMessages } = this.#bounds
    const before = this.#waiting.first
    while (this.#waiting.size > 0 && (this.#bytes > maxBufferedBytes || this.#waiting.size > maxBufferedMessages))
      this.#drop(this.#waiting.first, 'session-lost')
    return this.#waiting.first > before
  }

  /** A message came. @returns false for one that cannot follow */
  take(message: Message): boolean {
    if (message.seq > this.#received + 1) return false
    if (message.seq <= this.#received) {
      this.#acknowledge?.()
      return true
    }
    if (this.#held.length >= MAX_WINDOW) return false
    this.#received = message.seq
    if (this.#keeper?.isHolding) this.#held.push(message)
    else this.#take(message)
    return true
  }

  #take(message: Message): void {
    this.#events.message(this, message)
    this.#taken = message.seq
    this.#changed()
  }

  /** The client has all up to a number. */
  acknowledged(seq: number): void {
    const isNews = seq >= this.#waiting.first
    if (isNews) this.#drop(seq)
    this.#keeper?.acknowledged(seq)
    if (isNews) this.#changed()
  }

  /** Keeps which channels it is subscribed to. */
  saveChannels(): void {
    this.#keeper?.channelsChanged()
  }

  /** Nobody will go on with it here; another process may, from what is stored. */
  leave(): void {
    if (this.isEnded) return
    this.isEnded = true
    this.detach()
    this.#drop(this.#waiting.next - 1, 'ended')
  }

  /** Writes the next message that this link was not given yet. */
  #step(link: ServerLink): boolean {
    const seq = Math.max(this.#written + 1, this.#waiting.first)
    const waiting = this.#waiting.at(seq)
    if (!waiting || seq >= (this.#keeper?.sendable ?? Infinity)) return false
    this.#written = seq
    link.send(messageFrame(seq, waiting.head, waiting.packed))
    return true
  }

  #drop(upTo: number, lost?: 'session-lost' | 'ended'): void {
    this.#waiting.drop(upTo, ({ packed, settle }) => {
      this.#bytes -= packed.size + MESSAGE_BYTES
      settle?.(lost ? { state: 'unknown', reason: lost } : { state: 'acknowledged' })
    })
  }
}
