import type { Found, Lookup } from '../store.ts'
import { readLedger } from './books.ts'
import { changesOf, judge } from './changes.ts'
import { entryOf, isMeta, placeOf } from './meta.ts'
import { withNotes } from './notes.ts'
import { type Connection, type Meta, type Place, STORES } from './schema.ts'

/** What is answered where nothing can be known: what is fetched because of it is never stored. */
export const NOTHING: Lookup = { epoch: -1, found: [] }

/** What a look-up found, and what is to be done afterwards. */
export interface Read {
  readonly lookup: Lookup
  /** Those whose use was not written for a while. */
  readonly used: readonly Place[]
  /** Those that are not to be used any more. */
  readonly unfit: readonly Place[]
  /** Whether a page that was left has left notes, or something that is gone on the disk. */
  readonly isLittered: boolean
  /** Names whose changes cannot be read, or the clock. */
  readonly broken?: readonly string[]
}

/** Uses within this time are one. */
const USE_PRECISION_MS = 60_000

/** All places under a key: an array sorts after every string. */
export function under(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []])
}

/** Whether a use at this time has to be written. */
export function isUsedAnew({ usedAt }: Meta, now: number): boolean {
  return Math.abs(now - usedAt) >= USE_PRECISION_MS
}

/** Looks a key up, in one transaction: the clock, the names and the entries are of one moment. */
export async function read(connection: Connection, key: string, now: number): Promise<Read> {
  const transaction = connection.transaction(STORES)
  // It fails with its requests.
  transaction.done.catch(() => {})
  const [ledger, records] = await Promise.all([
    readLedger(transaction),
    transaction.objectStore('entries').getAll(under(key)),
  ])
  const metas = records.filter(isMeta)
  const names = metas.flatMap((meta) => meta.names)
  const written = ledger && (await changesOf(transaction, names))
  if (!ledger || !written) return { lookup: NOTHING, used: [], unfit: [], isLittered: false, broken: names }
  const { books, notes } = ledger
  const changes = withNotes(written, notes)
  const unfit = records.filter((record) => !isMeta(record)).map(placeOf)
  const used: Place[] = []
  const found = await Promise.all(
    metas.map(async (meta): Promise<Found | undefined> => {
      const place = placeOf(meta)
      const verdict = judge(books, changes, meta.names, meta.epoch)
      const entry =
        verdict === 'gone'
          ? undefined
          : entryOf(meta, meta.bodyBytes === null ? null : await transaction.objectStore('bodies').get(place))
      if (!entry) unfit.push(place)
      else if (isUsedAnew(meta, now)) used.push(place)
      return entry && { entry, stale: verdict === 'stale' }
    }),
  )
  const lookup = { epoch: books.epoch, found: found.filter((each) => each !== undefined) }
  return { lookup, used, unfit, isLittered: notes.length > 0 || books.leaving > 0 }
}
