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

  function leave(session: Session, channel: number): void {
    const joined = session.channels.get(channel)
    if (!joined) return
    session.channels.delete(channel)
    const key = keyOf(joined.name, joined.params)
    const audience = byKey.get(key)
    audience?.delete(seatOf(session, channel))
    if (audience?.size === 0) byKey.delete(key)
  }
  return {
    join(session, channel) {
      leave(session, channel.channel)
      session.channels.set(channel.channel, channel)
      const key = keyOf(channel.name, channel.params)
      const audience = byKey.get(key) ?? new Map<string, readonly [Session, number]>()
      byKey.set(key, audience.set(seatOf(session, channel.channel), [session, channel.channel]))
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
