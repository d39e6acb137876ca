import type { Entry, TokenStore } from '@fairlead/auth'
import type { Redis } from '../redis.ts'
import { script } from '../script.ts'
import { insist } from '../insist.ts'
import { CHANGED } from './news.ts'
import { type Seal, fromText, toText } from './values.ts'

/** What a store is made of. */
export interface StoreHost {
  readonly fleet: Redis
  readonly tag: string
  readonly channel: string
  readonly ttlMs: number
  readonly seal: Seal | undefined
  changed(key: string): void
}

/** The store of a coordinator. */
export interface RedisTokenStore extends Required<TokenStore> {
  /** Another text after each write. @throws `network` */
  revisionOf(key: string): Promise<string>
}

/** A removed entry keeps its revision, so that it is told apart from one that Redis has lost. */
const READ = script(
  'token-read',
  `local found = redis.call('HMGET', KEYS[1], 'revision', 'value')
if not found[1] then return 'none' end
if not found[2] then return 'removed' end
return {'r' .. found[1], found[2]}`,
)

const REVISION = script('token-revision', `return 'r' .. (redis.call('HGET', KEYS[1], 'revision') or '')`)

/** Asked again with the same revision it answers the same, for the first answer may have been lost. */
const WRITE = script(
  'token-write',
  `local found = redis.call('HMGET', KEYS[1], 'revision', 'value')
if found[1] == ARGV[2] then return 'written' end
if (found[2] and found[1] or '') ~= ARGV[1] then return 'other' end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], 'value')
else redis.call('HSET', KEYS[1], 'value', ARGV[3]) end
redis.call('HSET', KEYS[1], 'revision', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.pcall('PUBLISH', ARGV[5], ARGV[6])
return 'written'`,
)

/** Makes the store. Each entry is a hash of its own, that goes when nobody has written it for long. */
export function createStore({ fleet, tag, channel, ttlMs, seal, changed }: StoreHost): RedisTokenStore {
  const entryKey = (key: string): string => fleet.key(tag, 'entry', key)
  const read = (key: string): Promise<unknown> => insist(fleet, () => fleet.run(READ, [entryKey(key)], []))
  return {
    async get(key) {
      const found = await read(key)
      if (!Array.isArray(found)) return undefined
      const [revision, text] = found.map(String) as [string, string]
      return { revision: revision.slice(1), value: await fromText(text, seal) } satisfies Entry
    },
    wasRemoved: async (key) => (await read(key)) === 'removed',
    revisionOf: async (key) => String(await fleet.run(REVISION, [entryKey(key)], [])),
    async compareAndSet(key, expected = '', value) {
      const text = value === undefined ? '' : await toText(value, seal)
      // Not the runtime's: two tests with a clock of their own would count the same.
      const revision = crypto.randomUUID()
      const args = [expected, revision, text, ttlMs, channel, CHANGED + key]
      if ((await insist(fleet, () => fleet.run(WRITE, [entryKey(key)], args))) !== 'written') return false
      changed(key)
      return revision
    },
  }
}
