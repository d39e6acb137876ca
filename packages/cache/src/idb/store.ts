import { abortable, configError, platformRuntime } from '@fairlead/core'
import type { Entry } from '../entry.ts'
import type { CacheStore, StoreChange } from '../store.ts'
import { type Database, databaseNamed, isUnavailable } from './database.ts'
import { writeChanges } from './invalidate.ts'
import { metaOf } from './meta.ts'
import { leaveNote } from './notes.ts'
import { createOwed } from './owed.ts'
import { NOTHING, read } from './read.ts'
import { empty, giveBack, isQuotaError } from './quota.ts'
import { removeAt } from './remove-at.ts'
import type { Bounds } from './room.ts'
import type { Meta } from './schema.ts'
import { sweep } from './sweep.ts'
import { tend } from './tend.ts'
import { write } from './write.ts'

/** Where a browser keeps answers, and how many. */
export interface IdbStoreOptions {
  /** The name of the database. Programs of one origin that do not share their users' answers need their own. @defaultValue 'fairlead-cache' */
  readonly name?: string
  /** Bytes of all entries together, their headers included as an estimate. @defaultValue 67_108_864 */
  readonly maxBytes?: number
  /** @defaultValue 5_000 */
  readonly maxEntries?: number
  /** Bytes of one entry's body; a larger one is not stored. @defaultValue 4_194_304 */
  readonly maxEntryBytes?: number
}

/**
 * Answers in IndexedDB, which outlive the page and are shared by all tabs of an origin: entry by entry, the least recently
 * used go first, and what was invalidated is judged in the transaction that reads or writes. Where the browser has no
 * database, or another tab holds it, it is a store with nothing in it; an invalidation is then rejected, and made up for
 * before anything is answered.
 *
 * @throws `config` for a bound that is no number above 0, for an unknown option, and where there is no IndexedDB: on a server
 *
 * @example
 * ```ts
 * cache({ store: idbStore() })
 * ```
 */
export function idbStore(options: IdbStoreOptions = {}): CacheStore {
  const { name, bounds, maxEntryBytes } = checked(options)
  let lastEpoch = 0
  const id = `note ${platformRuntime.random()}`
  const database = databaseNamed(name, () => lastEpoch)
  const saw = (epoch: number): void => void (lastEpoch = Math.max(lastEpoch, epoch))
  let sweeps = 0
  let swept = Promise.resolve()
  /** What is gone leaves the disk behind everybody's back. */
  const sweepLater = (): void => {
    sweeps++
    swept = swept
      .then(() => sweep(database, lastEpoch))
      .catch(() => {})
      .finally(() => sweeps--)
  }
  const owed = createOwed(writeDown, (changes) => {
    database.use(async (connection) => leaveNote(connection, { id, changes })).catch(() => {})
  })

  async function writeDown(changes: readonly StoreChange[]): Promise<void> {
    try {
      const { epoch, leaving } = await database.use((connection) =>
        writeChanges(connection, { id, changes }, lastEpoch),
      )
      saw(epoch)
      if (leaving > 0) sweepLater()
    } catch (error) {
      if (!isQuotaError(error)) throw error
      // No room to write down what is gone: then everything is.
      await database.use(empty)
    }
  }

  return {
    async get(key, signal) {
      try {
        await abortable(owed.settle(), signal)
        const found = await database.use((connection) => read(connection, key, platformRuntime.now()), signal)
        saw(found.lookup.epoch)
        if (found.broken || found.used.length > 0 || found.unfit.length > 0)
          // Nobody waits for it, and what it leaves undone is done after the next look-up.
          void database.use((connection) => tend(connection, found, platformRuntime.now(), lastEpoch)).catch(() => {})
        if (found.isLittered && sweeps === 0) sweepLater()
        return found.lookup
      } catch (error) {
        if (isUnavailable(error)) return NOTHING
        throw error
      }
    },
    async set(entry, epoch, signal) {
      // Copied at once: what happens to the original later is not stored.
      const meta = metaOf(entry, epoch, platformRuntime.now())
      const body = entry.body && entry.body.slice()
      if ((meta.bodyBytes ?? 0) > maxEntryBytes || meta.cost > bounds.maxBytes) return false
      try {
        await abortable(owed.settle(), signal)
        return await written(database, meta, body, bounds, lastEpoch, signal)
      } catch (error) {
        if (isUnavailable(error)) return false
        throw error
      }
    },
    async delete(key, variant, signal) {
      await database.use((connection) => removeAt(connection, key, variant), signal)
    },
    invalidate(names, mode, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      // From now on, whatever becomes of the database.
      owed.add(names, mode)
      return abortable(owed.settle(), signal)
    },
    async close() {
      await owed.settle().catch(() => {})
      await swept
      database.close()
    },
  }
}

/** Writes; where the browser has no room, once more when half of it was given back. */
async function written(
  database: Database,
  meta: Meta,
  body: Entry['body'],
  bounds: Bounds,
  lastEpoch: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.use((connection) => write(connection, meta, body, bounds, lastEpoch, signal), signal)
    } catch (error) {
      if (!isQuotaError(error)) throw error
      if (tries === 2) return false
      await giveBack(database, signal)
    }
  }
}

function checked({
  name = 'fairlead-cache',
  maxBytes = 67_108_864,
  maxEntries = 5_000,
  maxEntryBytes = 4_194_304,
  ...unknown
}: IdbStoreOptions): { readonly name: string; readonly bounds: Bounds; readonly maxEntryBytes: number } {
  for (const [option, value] of Object.entries({ maxBytes, maxEntries, maxEntryBytes }))
    if (typeof value !== 'number' || !(value > 0)) throw configError(`idbStore: \`${option}\` is no number above 0`)
  for (const option of Object.keys(unknown)) throw configError(`idbStore: unknown option '${option}'`)
  if (typeof name !== 'string' || name === '') throw configError('idbStore: `name` is no text')
  if (typeof indexedDB === 'undefined')
    throw configError('idbStore: there is no IndexedDB here; on a server leave `store` out')
  return { name, bounds: { maxBytes, maxEntries }, maxEntryBytes }
}
