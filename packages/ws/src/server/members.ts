import type { Runtime } from '@fairlead/core'
import type { Hello, Message } from '../frames.ts'
import type { MessageContract } from '../messages.ts'
import type { Entered } from './acceptor.ts'
import type { Audiences } from './audiences.ts'
import type { Identity, Limits } from './options.ts'
import type { Peer } from './peer.ts'
import { Session } from './session.ts'
import type { SessionStore } from './store.ts'
import { createUpkeep } from './upkeep.ts'

/** A session, and what the server half keeps beside it. */
export interface Member {
  readonly session: Session
  readonly peer: Peer<MessageContract>
  /** Requests that are being answered. */
  readonly answering: Map<number, AbortController>
  /** Subscriptions that are being looked at, by their number; closed ones are not made any more. */
  readonly joining: Map<number, { isClosed: boolean }>
}

/** What members need of their server. */
export interface MembersOptions {
  readonly runtime: Runtime
  readonly limits: Limits
  readonly store: SessionStore | undefined
  readonly resumeMs: number
  readonly audiences: Audiences
  peerOf(session: Session): Peer<MessageContract>
  arrived(member: Member, message: Message): void
  /** Ends the link of a session. */
  closeLink(session: Session, code: number, reason: string): void
  report(error: unknown): void
  /** A session has begun. */
  began(peer: Peer<MessageContract>): void
}

/** All sessions of a server. */
export interface Members {
  readonly size: number
  all(): Iterable<Member>
  /** The session that a client asks for, or a new one; undefined when there is no room. */
  enter(hello: Hello, identity: Identity): Promise<Entered | undefined>
  /** A link is about to go on with a session: one that it has by now is of no use any more. */
  takeOver(session: Session): void
  /** A client has left: for good, or perhaps to come back. */
  left(session: Session, forGood: boolean): void
  end(session: Session): void
  /** Lets go of all; those that are stored live on there. */
  clear(): void
}

/** Keeps the sessions of a server: those with a link, and for a while those without. */
export function createMembers(options: MembersOptions): Members {
  const { runtime, limits, store, resumeMs, audiences } = options
  const owner = runtime.randomUUID()
  const members = new Map<string, Member>()
  /** When those without a link are given up. */
  const timers = new Map<string, unknown>()
  const upkeep =
    store && createUpkeep({ runtime, store, ttlMs: resumeMs, sessions: allSessions, report: options.report })
  const failed = (error: unknown): void => upkeep?.failed(error)
  let epoch = runtime.randomUUID()

  function add(id: string, identity: string): Member {
    const session = new Session(id, identity, {
      runtime,
      bounds: limits,
      events: {
        message: (_, message) => options.arrived(member, message),
        slow: () => options.closeLink(session, 4408, 'too slow'),
      },
      keep: store && {
        store,
        owner,
        ttlMs: resumeMs,
        taken: () => letGo(session),
        alone: () => upkeep?.alone(session),
        failed,
      },
    })
    const member: Member = { session, peer: options.peerOf(session), answering: new Map(), joining: new Map() }
    members.set(id, member)
    upkeep?.began()
    return member
  }
  function stay({ id }: Session): void {
    runtime.clearTimeout(timers.get(id))
    timers.delete(id)
  }
  /** The client has let go of its earlier link, whatever that one looks like from here. */
  function takeOver(session: Session): void {
    options.closeLink(session, 4409, 'the session has a newer link')
    stay(session)
  }
  function forget(session: Session): Session | undefined {
    const member = members.get(session.id)
    // Another hello may have brought a newer one from the store meanwhile: that one stays.
    if (member?.session !== session) return undefined
    members.delete(session.id)
    stay(session)
    for (const controller of member.answering.values()) controller.abort()
    audiences.leaveAll(session)
    return session
  }
  /** It is served elsewhere, or may be. */
  function letGo(session: Session): void {
    options.closeLink(session, 4409, 'the session is served elsewhere')
    forget(session)?.leave()
  }
  function end(session: Session): void {
    forget(session)
    if (session.isEnded) return
    session.leave()
    void removeStored(session)
  }
  async function removeStored({ id }: Session): Promise<void> {
    try {
      await store?.remove(id, owner)
    } catch (error) {
      failed(error)
    }
  }
  function* allSessions(): Iterable<Session> {
    for (const { session } of members.values()) yield session
  }
  /** Makes room by ending the session that waits for its client longest. */
  function hasRoom(): boolean {
    if (members.size < limits.maxSessions) return true
    const [longest] = timers.keys()
    const member = longest === undefined ? undefined : members.get(longest)
    if (member) end(member.session)
    return member !== undefined
  }

  /** Whether a session that is here is nowhere else: another process may have gone on with it meanwhile. */
  async function isOurs(session: Session): Promise<boolean> {
    return !store || session.isSafe || (await store.change(session.id, owner, {})) === 'kept'
  }

  /** A session of this very identity: here, or left in the store by another process. */
  async function find(id: string, identity: string): Promise<Session | undefined> {
    const here = members.get(id)?.session
    if (here && here.identity !== identity) return undefined
    let stored
    try {
      if (here && (await isOurs(here))) return here.isEnded ? undefined : here
      if (here) letGo(here)
      stored = await store?.claim(id, owner, identity)
    } catch (error) {
      failed(error)
      // Nobody knows whether it is ours: its client is told that it is lost.
      if (here) letGo(here)
    }
    // Another link of the same client may have been quicker: there is one session, and it is that one's too.
    const meanwhile = members.get(id)?.session
    if (meanwhile) return meanwhile.identity === identity && !meanwhile.isEnded ? meanwhile : undefined
    if (!stored || !hasRoom()) return undefined
    const { session } = add(id, identity)
    session.restore(stored)
    for (const channel of stored.channels) audiences.join(session, channel)
    return session
  }

  /** The last one that the store told, should it not answer. */
  async function epochNow(): Promise<string> {
    try {
      epoch = (await store?.epoch()) ?? epoch
    } catch (error) {
      failed(error)
    }
    return epoch
  }

  return {
    get size() {
      return members.size
    },
    all: () => members.values(),
    async enter({ session: id, received }, { id: identity }) {
      const wasHere = id !== undefined && members.has(id)
      const [asked, known] = [epochNow(), id === undefined ? undefined : await find(id, identity)]
      if (known?.canResume(received)) {
        takeOver(known)
        return { session: known, resumed: true, restored: !wasHere, epoch: await asked }
      }
      if (known) end(known)
      if (!hasRoom()) return undefined
      // Two of them, because one has 122 random bits and fewer than a token should.
      const { session, peer } = add(runtime.randomUUID() + runtime.randomUUID(), identity)
      await session.begin()
      options.began(peer)
      return { session, resumed: false, epoch: await asked }
    },
    takeOver,
    left(session, forGood) {
      if (!members.has(session.id)) return
      if (forGood) return end(session)
      stay(session)
      timers.set(
        session.id,
        runtime.setTimeout(() => end(session), resumeMs),
      )
    },
    end,
    clear() {
      upkeep?.stop()
      for (const { session } of members.values()) {
        if (store) forget(session)?.leave()
        else end(session)
      }
    },
  }
}
