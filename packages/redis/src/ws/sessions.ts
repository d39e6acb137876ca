import { type FairleadError, check, configError } from '@fairlead/core'
import type { SessionStore, StoredSession } from '@fairlead/ws/server'
import { insist } from '../insist.ts'
import type { Redis } from '../redis.ts'
import type { Script } from '../script.ts'
import { YEAR_MS } from '../times.ts'
import { createLanes } from './lanes.ts'
import { CHANGE, CLAIM, EPOCH, PUT, REMOVE } from './scripts.ts'
import { channelsOf, channelsText, messageOf, messageText } from './values.ts'

/** How sessions are kept. */
export interface RedisSessionsOptions {
  /**
   * Bytes of one session's messages in Redis: more than `limits.maxBufferedBytes` of the servers, as bytes take a third more
   * as text. A session with more is not kept, and its client is told of a gap should it come back elsewhere.
   *
   * @defaultValue 4_194_304
   */
  readonly maxBytes?: number | undefined
}

/** Commands on their way: so many are answered well within a deadline. */
const LANES = 128
/** Likewise; of more a slow network makes a Redis that does not answer. */
const LANES_BYTES = 1_048_576
/** An id that a server has made is shorter; what a client says it has may be anything. */
const MAX_ID_LENGTH = 256
const EPOCH_MS = 30 * 86_400_000

/**
 * Sessions of socket servers in a Redis that a fleet shares: a client that comes back to another process goes on where it
 * was. While Redis does not answer, sessions go on in their processes and are stored again when it does.
 *
 * @throws `config` for an unknown option, or one with a value it cannot have
 *
 * @example
 * ```ts
 * const sockets = createSocketServer({ messages, store: redisSessions(fleet) })
 * ```
 */
export function redisSessions(fleet: Redis, options: RedisSessionsOptions = {}): SessionStore {
  check('redisSessions', options, { maxBytes: (value) => Number.isSafeInteger(value) && (value as number) > 0 })
  const { maxBytes = 4_194_304 } = options
  const lanes = createLanes(LANES, LANES_BYTES)
  const epochKey = fleet.key('ws', 'epoch')
  let turn = 0
  let asking: Promise<string> | undefined

  function run(command: Script, id: string, args: readonly (string | number)[]): Promise<unknown> {
    const bytes = sizeOf(args)
    const ask = (): Promise<unknown> => fleet.run(command, [fleet.key(`ws:${id}`)], args)
    // What is said twice changes nothing, so that one slow answer costs no session. But one that is large may be late each
    // time, and must not have Redis left alone by all.
    return lanes(bytes, () => (bytes > LANES_BYTES ? ask() : insist(fleet, ask)))
  }

  async function askEpoch(): Promise<string> {
    try {
      return String(await fleet.run(EPOCH, [epochKey], [fleet.runtime.randomUUID(), EPOCH_MS])).slice(1)
    } finally {
      asking = undefined
    }
  }

  return {
    // One question for all who ask at the same time.
    epoch: () => (asking ??= askEpoch()),
    async put(id, owner, { identity, received, first, waiting, channels }, ttlMs) {
      const lifeMs = Math.ceil(Math.min(ttlMs, YEAR_MS))
      const messages = waiting.map(messageText)
      // As far as that is known here it is not even sent: it would be late rather than refused.
      if (sizeOf(messages) > maxBytes) throw tooLarge()
      const members = [identity, received, first, channelsText(channels), ...messages]
      const reply = await run(PUT, id, [owner, ++turn, lifeMs, maxBytes, ...members])
      if (reply === 'large') throw tooLarge()
      return fateOf(reply) === 'taken' ? 'taken' : 'kept'
    },
    async claim(id, owner, identity) {
      if (id.length > MAX_ID_LENGTH) return undefined
      const found = await run(CLAIM, id, [owner, ++turn, identity])
      return Array.isArray(found) ? sessionOf(identity, found.map(String)) : undefined
    },
    async change(id, owner, { received = '', acknowledged = '', append = [], channels }) {
      const subscribed = channels ? channelsText(channels) : ''
      const args = [owner, ++turn, maxBytes, received, acknowledged, subscribed, ...append.map(messageText)]
      return fateOf(await run(CHANGE, id, args))
    },
    async remove(id, owner) {
      await run(REMOVE, id, [owner])
    },
  }
}

const tooLarge = (): FairleadError =>
  configError('redisSessions: more waits for a client than `maxBytes`; raise it, or lower the limits of the server')

/** Bytes at least: text that is not plain has more. */
function sizeOf(args: readonly (string | number)[]): number {
  return args.reduce<number>((sum, arg) => sum + String(arg).length, 0)
}

/** @throws TypeError for what is none: nobody knows then what has become of the session */
function fateOf(reply: unknown): 'kept' | 'taken' | 'gone' {
  if (reply === 'kept' || reply === 'taken' || reply === 'gone') return reply
  throw new TypeError('redisSessions: this is no answer of Redis')
}

/** The session of a reply; undefined for one that another version has written, or somebody else. */
function sessionOf(
  identity: string,
  [received = '', first = '', channels = '', ...waiting]: string[],
): StoredSession | undefined {
  try {
    return {
      identity,
      received: numberOf('r', received),
      first: numberOf('f', first),
      waiting: waiting.map(messageOf),
      channels: channelsOf(channels),
    }
  } catch {
    return undefined
  }
}

function numberOf(letter: string, text: string): number {
  const number = text.startsWith(letter) ? Number(text.slice(1)) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new TypeError('not a number')
  return number
}
