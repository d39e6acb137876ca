import { isFairleadError } from '@fairlead/core'
import type { SessionChange, SessionStore, Stored, StoredChannel, StoredMessage } from './store.ts'

/** How far a session has come. */
export interface Marks {
  /** The last `seq` of the client that the program was given. */
  readonly received: number
  /** The `seq` of the first message that waits, and the one that the next message gets. */
  readonly first: number
  readonly next: number
}

/** The session that a keeper keeps. */
export interface KeptSession {
  readonly id: string
  readonly identity: string
  readonly isEnded: boolean
  /** What the messages that wait weigh, about. */
  readonly bufferedBytes: number
  marks(): Marks
  /** The messages that wait, from a `seq` on. */
  waitingFrom(seq: number): readonly StoredMessage[]
  allChannels(): readonly StoredChannel[]
  /** Sends a message that says nothing. @returns its `seq` */
  sendNothing(): number
  /** More may be told, sent or taken than before. */
  moved(): void
}

/** What a keeper needs beside its session. */
export interface KeeperOptions {
  readonly store: SessionStore
  readonly owner: string
  readonly ttlMs: number
  /** The session has another owner. */
  taken(): void
  /** The store does not have the session; {@link Keeper.putAgain} when it answers. */
  alone(): void
  failed(error: unknown): void
}

/** Keeps a session in its store. */
export interface Keeper {
  /** What the client may be told that has arrived: nothing that could be forgotten. */
  readonly received: number
  /** Messages before this `seq` may go out. */
  readonly sendable: number
  /** Whether nothing of the client may be taken yet. */
  readonly isHolding: boolean
  /** Whether the session is known to be nowhere else, though the store does not have it. */
  readonly isSafe: boolean
  /** Stores a session that is new. */
  begin(): Promise<void>
  /** Goes on from what was claimed. */
  resume(marks: Marks): void
  changed(): void
  channelsChanged(): void
  /** The client has all up to a number. */
  acknowledged(seq: number): void
  /** Lets it live on where nothing has changed for a while. */
  touch(): void
  /** Stores it as it is, and settles when that has come to an end: false while it may not be. */
  putAgain(): Promise<boolean>
}

/**
 * Stores what has changed, one change at a time: what comes while one is on its way goes together with the next.
 *
 * A session that cannot be stored goes on alone. What the store still has of it must then never be resumed by another
 * process, which would hand messages to the program twice. So the client is sent a message that the store never gets, and
 * nothing of the client is taken before it has acknowledged that: from then on it has received more than the store has
 * sent, which no other process goes on with.
 */
export function createKeeper(session: KeptSession, options: KeeperOptions): Keeper {
  const { store, owner, ttlMs } = options
  const { id, identity } = session
  /** What is stored, or safe without it. */
  let kept: Marks = { received: 0, first: 1, next: 1 }
  let areChannelsKept = true
  let isWriting = false
  let isFresh = true
  /** While it is alone: the `seq` that the client must have, and whether it has. */
  let fence: number | undefined
  let isSafe = false
  /** What waited when the store refused the session as it was. */
  let refusedBytes = Infinity

  /** What is not stored yet. */
  function difference({ received, first, next }: Marks): SessionChange | undefined {
    const from = Math.max(kept.next, first)
    const change = {
      ...(received > kept.received && { received }),
      ...(first > kept.first && { acknowledged: first - 1 }),
      ...(next > from && { append: session.waitingFrom(from) }),
      ...(!areChannelsKept && { channels: session.allChannels() }),
    }
    return Object.keys(change).length > 0 ? change : undefined
  }

  function changed(): void {
    if (fence !== undefined) return isSafe ? session.moved() : undefined
    if (isWriting) return
    const marks = session.marks()
    const change = difference(marks)
    if (!change) return
    areChannelsKept = true
    void write(marks, () => store.change(id, owner, change))
  }

  function put(): Promise<void> | undefined {
    const marks = session.marks()
    areChannelsKept = true
    const { received, first } = marks
    const waiting = session.waitingFrom(first)
    const channels = session.allChannels()
    return write(marks, () => store.put(id, owner, { identity, received, first, waiting, channels }, ttlMs))
  }

  function write(marks: Marks, ask: () => Stored<'kept' | 'taken' | 'gone'>): Promise<void> | undefined {
    isWriting = true
    const settle = (fate: 'kept' | 'taken' | 'gone'): void => {
      isWriting = false
      if (session.isEnded) return
      if (fate === 'taken') return options.taken()
      if (fate === 'gone') return goAlone()
      kept = marks
      isFresh = true
      session.moved()
      changed()
    }
    const fail = (error: unknown): void => {
      isWriting = false
      if (session.isEnded) return
      if (isFairleadError(error) && error.kind === 'config') refusedBytes = session.bufferedBytes
      options.failed(error)
      goAlone()
    }
    try {
      const answer = ask()
      if (typeof answer !== 'string') return answer.then(settle, fail)
      settle(answer)
    } catch (error) {
      fail(error)
    }
    return undefined
  }

  function goAlone(): void {
    isSafe = false
    fence = session.sendNothing()
    options.alone()
    session.moved()
  }

  return {
    get received() {
      return fence !== undefined && isSafe ? session.marks().received : kept.received
    },
    get sendable() {
      return fence === undefined ? kept.next : Infinity
    },
    get isHolding() {
      return fence !== undefined && !isSafe
    },
    get isSafe() {
      return isSafe
    },
    begin: async () => put(),
    resume(marks) {
      kept = marks
      changed()
    },
    changed,
    channelsChanged() {
      areChannelsKept = false
      changed()
    },
    acknowledged(seq) {
      if (fence === undefined || isSafe) return
      // It may have been let go of before the client had it.
      if (seq < fence && session.marks().first > fence) fence = session.sendNothing()
      if (seq < fence) return
      isSafe = true
      session.moved()
    },
    touch() {
      if (isFresh) isFresh = false
      else if (fence === undefined && !isWriting) void write(kept, () => store.change(id, owner, {}))
    },
    async putAgain() {
      if (!isSafe) return false
      // It would be refused again, and sending it may cost much.
      if (refusedBytes < Infinity && session.bufferedBytes >= refusedBytes / 2) return false
      refusedBytes = Infinity
      // What was taken and sent so far is safe; what comes from here on waits for the store.
      kept = session.marks()
      fence = undefined
      isSafe = false
      await put()
      return true
    },
  }
}
