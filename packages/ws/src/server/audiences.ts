import { configError } from '@fairlead/core'
import type { StoredChannel } from './store.ts'
import type { Session } from './session.ts'

/** Who is subscribed to what. */
export interface Audiences {
  /** Subscribes a session, under the number that its client chose. */
  join(session: Session, channel: StoredChannel): void
  leave(session: Session, channel: number): void
  /** Unsubscribes a session from everything. */
  leaveAll(session: Session): void
  /** The subscriptions of a channel with these params. */
  of(name: string, params: unknown): Iterable<readonly [Session, channel: number]>
}

/** Keeps who is subscribed to what. */
export function createAudiences(): Audiences {
  const byKey = new Map<string, Map<string, readonly [Session, number]>>()
  /** The keys of subscriptions, by their seats. */
  const keys = new Map<string, string>()

  function leave(session: Session, channel: number): void {
    session.channels.delete(channel)
    const seat = seatOf(session, channel)
    const key = keys.get(seat)
    if (key === undefined) return
    keys.delete(seat)
    const audience = byKey.get(key)
    audience?.delete(seat)
    if (audience?.size === 0) byKey.delete(key)
  }
  return {
    join(session, channel) {
      leave(session, channel.channel)
      // First of all: what has no key is not joined.
      const key = keyOf(channel.name, channel.params)
      const seat = seatOf(session, channel.channel)
      session.channels.set(channel.channel, channel)
      keys.set(seat, key)
      const audience = byKey.get(key) ?? new Map<string, readonly [Session, number]>()
      byKey.set(key, audience.set(seat, [session, channel.channel]))
    },
    leave,
    leaveAll(session) {
      for (const channel of session.channels.keys()) leave(session, channel)
    },
    of: (name, params) => byKey.get(keyOf(name, params))?.values() ?? [],
  }
}

const seatOf = ({ id }: Session, channel: number): string => `${channel} ${id}`

/** A channel and its params as one text, whatever the order of their members. @throws `config` for what has no text of its own */
function keyOf(name: string, params: unknown): string {
  return `${name} ${textOf(params ?? null, name)}`
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'bigint') return `${value}n`
  // JSON has no NaN.
  if (typeof value === 'number' || value === undefined) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? refused(name)
  if (value instanceof Date) return `@${value.getTime()}`
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, name)).join(',')}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return refused(name)
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${members
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([member, item]) => `${JSON.stringify(member)}:${textOf(item, name)}`)
    .join(',')}}`
}

function refused(name: string): never {
  throw configError(`the params of '${name}' hold what cannot be told apart, such as a Map; give plain data`)
}
