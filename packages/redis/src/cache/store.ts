import { abortable } from '@fairlead/core'
import type { CacheStore, Entry, Found, Lookup } from '@fairlead/cache'
import type { Redis } from '../redis.ts'
import { takeLease } from './lease.ts'
import { lifeOf } from './life.ts'
import { createNews } from './news.ts'
import { ownersOf, removeOwned } from './owners.ts'
import { type RedisStoreOptions, settingsOf } from './options.ts'
import { entryOf, recordOf } from './record.ts'
import { DROP, INVALIDATE, KEEP, LOOK, MAX_EPOCH } from './scripts.ts'
import { textsOf } from './texts.ts'

/** Names that one invalidation takes as they are. More of them are everything. */
const MAX_INVALIDATED = 10_000

/**
 * Answers that a fleet of processes shares: judged in Redis in the step that reads or writes them, so that what was
 * invalidated by one process is given to none, however late or lost the message is. All of it has one hash tag, so in a
 * cluster it is on one shard.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const store = redisStore(redis(client, { namespace: 'harbour' }))
 * const api = createClient({ baseUrl, plugins: [cache({ store })] })
 * ```
 */
export function redisStore(fleet: Redis, options: RedisStoreOptions = {}): CacheStore {
  const { keepMs, maxEntryBytes, maxNames, trustMs, leaseMs } = settingsOf(options)
  const { runtime } = fleet
  const books = fleet.key('cache', 'books')
  const channel = fleet.key('cache', 'changes')
  const self = runtime.randomUUID()
  const news = createNews(fleet, channel, self, () => {
    syncedAt = -Infinity
  })
  /** Longer than any entry: what it says of an entry is known as long as that is there. */
  const booksMs = Math.ceil(2 * keepMs)
  const placeOf = (key: string): string => fleet.key('cache', 'at', key)
  const running = new Set<Promise<unknown>>()
  let syncedAt = -Infinity
  let syncing: Promise<void> | undefined

  /** Asks Redis; whoever listens has heard of all that was invalidated until then when it answers. */
  async function look(keys: readonly string[]): Promise<readonly [epoch: number, found: readonly string[]]> {
    const since = news.told
    const sentAt = runtime.now()
    try {
      const reply = await fleet.run(LOOK, [books, ...keys], [news.seen, booksMs, since])
      const [epoch, changes, found] = readLook(reply)
      news.took(since, epoch, changes)
      syncedAt = sentAt
      return [epoch, found]
    } catch (error) {
      news.failed()
      throw error
    }
  }

  /** What was found, without what cannot be read: that is removed behind everybody's back. */
  function foundOf(key: string, flat: readonly string[]): Found[] {
    const found: Found[] = []
    for (let i = 0; i < flat.length; i += 2) {
      const [place = '', record = ''] = [flat[i], flat[i + 1]]
      const entry = entryOf(record, key, place.slice(1))
      if (entry) found.push({ entry, stale: place.startsWith('s') })
      else fleet.run(DROP, [placeOf(key)], [place.slice(1)]).catch(() => {})
    }
    return found
  }

  /** Nobody waits for it but who closes the store. */
  function later(work: Promise<void>): void {
    const done = work.catch(() => {}).finally(() => running.delete(done))
    running.add(done)
  }

  async function invalidate(names: readonly string[], mode: 'stale' | 'gone'): Promise<void> {
    const all = names.length > MAX_INVALIDATED ? ['*'] : names
    const args = [news.seen, booksMs, mode === 'stale' ? 's' : 'g', all.map(textOf).join('\n'), channel, self]
    const reply = (await fleet.run(INVALIDATE, [books], args)) as unknown[]
    news.made(epochOf(reply[0]), epochOf(reply[1]))
    if (mode === 'gone') later(removeOwned(fleet, names))
  }

  function isFit({ body, names }: Entry): boolean {
    return (body?.byteLength ?? 0) <= maxEntryBytes && names.length <= maxNames
  }

  return {
    async get(key, signal): Promise<Lookup> {
      signal?.throwIfAborted()
      // Who does not wait for it goes to the server without a word of Redis.
      signal?.addEventListener('abort', news.failed)
      const [epoch, found] = await abortable(look([placeOf(key)]), signal)
      return { epoch, found: foundOf(key, found) }
    },
    async set(entry, epoch, signal) {
      signal?.throwIfAborted()
      if (!isFit(entry) || !Number.isSafeInteger(epoch) || epoch < 0) return false
      const { key, variant, names } = entry
      const place = placeOf(key)
      const lifeMs = Math.ceil(lifeOf(entry, keepMs))
      const args = [
        news.seen,
        booksMs,
        epoch,
        lifeMs,
        textOf(variant),
        names.map(textOf).join('\n'),
        recordOf(entry),
        place,
      ]
      const keys = [books, place, ...ownersOf(fleet, names)]
      return (await abortable(fleet.run(KEEP, keys, args), signal)) === 'kept'
    },
    async delete(key, variant, signal) {
      signal?.throwIfAborted()
      await abortable(fleet.run(DROP, [placeOf(key)], variant === undefined ? [] : [textOf(variant)]), signal)
    },
    async invalidate(names, mode, signal) {
      signal?.throwIfAborted()
      const done = invalidate(names, mode).finally(() => running.delete(done))
      running.add(done)
      // Who does not wait for it hears of no failure.
      done.catch(() => {})
      await abortable(done, signal)
    },
    subscribe: news.subscribe,
    sync() {
      const age = runtime.now() - syncedAt
      if (age >= 0 && age < trustMs) return undefined
      // One question for all who ask at the same time.
      syncing ??= Promise.resolve().then(async () => {
        syncing = undefined
        await look([])
      })
      return syncing
    },
    ...(leaseMs > 0 && {
      lease: async (key: string, signal?: AbortSignal) =>
        takeLease(fleet, fleet.key('cache', 'lease', key), Math.ceil(leaseMs), signal),
    }),
    async close() {
      while (running.size > 0) await Promise.allSettled(running)
      news.close()
    },
  }
}

/** A name or variant as Redis has it: JSON, which says each text in one way, without line breaks and lone surrogates. */
function textOf(text: string): string {
  return JSON.stringify(text)
}

function readLook(reply: unknown): readonly [epoch: number, changes: readonly string[], found: readonly string[]] {
  const [epoch, changes, found] = Array.isArray(reply) ? (reply as unknown[]) : []
  return [epochOf(epoch), textsOf(changes), textsOf(found)]
}

/** @throws TypeError for what is no epoch: nothing that came with it is believed */
function epochOf(value: unknown): number {
  const epoch = typeof value === 'string' && value.startsWith('e') ? Number(value.slice(1)) : Number.NaN
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > MAX_EPOCH)
    throw new TypeError('redisStore: the answer of Redis has no epoch')
  return epoch
}
