import type { Runtime } from '@fairlead/core'
import { type Message, type Missed, type Packed, messageFrame } from '../frames.ts'
import { Ledger } from '../ledger.ts'
import type { Verdict } from '../outbox.ts'
import { createPump } from '../pump.ts'
import type { ServerLink } from './link.ts'
import type { SessionChange, SessionStore, StoredChannel, StoredSession } from './store.ts'

/** What one session may take up. */
export interface SessionBounds {
  readonly maxBufferedBytes: number
  readonly maxBufferedMessages: number
}

/** What a session tells its server. */
export interface SessionEvents {
  message(session: Session, message: Message): void
  /** It has another owner now, or its store does not answer: nothing more can be done for it here. */
  lost(session: Session): void
  /** Its store failed. */
  failed(error: unknown): void
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

/** One client across its links: what was sent to it and is not acknowledged, and what came from it. */
export class Session {
  readonly id: string
  readonly identity: string
  /** Subscriptions by their number. */
  readonly channels = new Map<number, StoredChannel>()
  readonly #waiting = new Ledger<Waiting>()
  /** Nothing goes out that waits to be stored. */
  readonly #pump: { run(): void; stop(): void }
  readonly #bounds: SessionBounds
  readonly #events: SessionEvents
  readonly #store: SessionStore | undefined
  readonly #owner: string
  #link: ServerLink | undefined
  /** Called before the next message is taken, for what has to be told about them. */
  #acknowledge: (() => void) | undefined
  #received = 0
  /** As far as that is stored: what the client may be told. */
  #stored = 0
  #written = 0
  #bytes = 0
  /** Stores one change after the other. */
  #tail: Promise<unknown> | undefined
  isEnded = false

  constructor(
    id: string,
    identity: string,
    options: {
      readonly runtime: Runtime
      readonly bounds: SessionBounds
      readonly events: SessionEvents
      readonly store: SessionStore | undefined
      readonly owner: string
    },
  ) {
    this.id = id
    this.identity = identity
    this.#pump = createPump(
      options.runtime,
      () => (this.#tail ? undefined : this.#link),
      (link) => this.#step(link),
    )
    this.#bounds = options.bounds
    this.#events = options.events
    this.#store = options.store
    this.#owner = options.owner
  }

  /** Goes on where another process left off. */
  restore({ received, first, waiting }: StoredSession): void {
    this.#received = this.#stored = received
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
    // What another process let in may be more than this one keeps.
    const acknowledged = this.#bound()
    if (acknowledged !== undefined) this.#save({ acknowledged })
  }

  /** The last `seq` that has arrived for good. */
  get received(): number {
    return this.#stored
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
    this.#link = link
    this.#acknowledge = acknowledge
    this.acknowledged(received)
    this.#pump.run()
  }

  /** Its link is gone. */
  detach(): void {
    this.#link = undefined
    this.#acknowledge = undefined
    this.#pump.stop()
  }

  /** Sends a message, now or when there is a link. */
  push(head: string, packed: Packed, settle?: (verdict: Verdict) => void): void {
    if (this.isEnded) return settle?.({ state: 'not-sent', reason: 'ended' })
    this.#bytes += packed.size + MESSAGE_BYTES
    this.#waiting.push({ head, packed, settle })
    const isSlow = this.#link !== undefined
    const acknowledged = this.#bound()
    if (acknowledged !== undefined && isSlow) this.#events.slow(this)
    const { json, bytes } = packed
    // One change: what is gone here must not stay in the store.
    const gone = acknowledged === undefined ? {} : { acknowledged }
    this.#save({ append: { head, json, bytes }, ...gone }, () => this.#pump.run())
  }

  /** Lets go of the oldest messages beyond the bounds, which the client is told of when it comes back: up to which number. */
  #bound(): number | undefined {
    const { maxBufferedBytes, maxBufferedMessages } = this.#bounds
    const before = this.#waiting.first
    while (this.#waiting.size > 0 && (this.#bytes > maxBufferedBytes || this.#waiting.size > maxBufferedMessages))
      this.#drop(this.#waiting.first, 'session-lost')
    return this.#waiting.first === before ? undefined : this.#waiting.first - 1
  }

  /** A message came. @returns false for one that cannot follow */
  take(message: Message): boolean {
    if (message.seq > this.#received + 1) return false
    if (message.seq <= this.#received) {
      this.#acknowledge?.()
      return true
    }
    this.#received = message.seq
    this.#events.message(this, message)
    const { seq } = message
    this.#save({ received: seq }, () => {
      this.#stored = seq
      this.#acknowledge?.()
    })
    return true
  }

  /** The client has all up to a number. */
  acknowledged(seq: number): void {
    if (seq < this.#waiting.first) return
    this.#drop(seq)
    this.#save({ acknowledged: seq })
    this.#pump.run()
  }

  /** Keeps which channels it is subscribed to. */
  saveChannels(): void {
    const channels = [...this.channels.values()]
    this.#save({ channels })
  }

  /** Nobody will go on with it here; another process may, from what is stored. */
  leave(): void {
    if (this.isEnded) return
    this.isEnded = true
    this.detach()
    this.#drop(this.#waiting.next - 1, 'ended')
  }

  /** Nobody will go on with it at all. */
  async end(): Promise<void> {
    if (this.isEnded) return
    this.leave()
    try {
      await this.#store?.remove(this.id, this.#owner)
    } catch (error) {
      this.#events.failed(error)
    }
  }

  /** Writes the next message that this link was not given yet. */
  #step(link: ServerLink): boolean {
    const seq = Math.max(this.#written + 1, this.#waiting.first)
    const waiting = this.#waiting.at(seq)
    if (!waiting) return false
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

  /** Stores a change before what depends on it goes out: nothing is acknowledged or sent that could be forgotten. */
  #save(change: SessionChange, done: () => void = () => {}): void {
    if (!this.#store) return done()
    const store = this.#store
    const settle = (isStored: boolean): void => {
      if (isStored) done()
      else this.#events.lost(this)
    }
    if (!this.#tail) {
      let stored
      try {
        stored = store.change(this.id, this.#owner, change)
      } catch (error) {
        stored = Promise.reject(error)
      }
      if (typeof stored === 'boolean') return settle(stored)
      this.#follow(stored, settle)
    } else
      this.#follow(
        this.#tail.then(() => store.change(this.id, this.#owner, change)),
        settle,
      )
  }

  #follow(stored: Promise<boolean>, settle: (isStored: boolean) => void): void {
    const own: Promise<void> = stored
      .catch((error: unknown) => {
        this.#events.failed(error)
        return false
      })
      .then((isStored) => {
        if (this.#tail === own) this.#tail = undefined
        if (this.isEnded) return
        settle(isStored)
        // Whatever was stored last, what waited for it may go out now.
        this.#pump.run()
      })
    this.#tail = own
  }
}
