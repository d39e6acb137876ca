import { hasEntryShape } from '../entry-shape.ts'
import type { Entry } from '../entry.ts'
import type { Meta, Place } from './schema.ts'

/** What the objects around an entry take, roughly. */
const OVERHEAD_BYTES = 500

/** A record of an entry, which shares nothing with it. */
export function metaOf({ body, ...rest }: Entry, epoch: number, usedAt: number): Meta {
  const bodyBytes = body?.byteLength ?? null
  return { ...structuredClone(rest), bodyBytes, epoch, cost: costOf(rest) + (bodyBytes ?? 0), usedAt }
}

function costOf({ key, variant, url, headers, names }: Omit<Entry, 'body'>): number {
  let chars = key.length + variant.length + url.length
  for (const [name, value] of headers) chars += name.length + value.length
  // Once in the record and once in the index.
  for (const name of names) chars += 2 * name.length
  return OVERHEAD_BYTES + 2 * chars
}

/** The entry that a record and a body make; undefined where the body is not the record's. */
export function entryOf(meta: Meta, body: unknown): Entry | undefined {
  const { bodyBytes, epoch: _epoch, cost: _cost, usedAt: _usedAt, ...rest } = meta
  if (bodyBytes === null) return { ...rest, body: null }
  const isWhole = body instanceof Uint8Array && body.byteLength === bodyBytes
  return isWhole ? { ...rest, body: body as Uint8Array<ArrayBuffer> } : undefined
}

/** Where an entry is. */
export function placeOf({ key, variant }: Pick<Entry, 'key' | 'variant'>): Place {
  return [key, variant]
}

/** Whether a record is one that this version wrote. */
export function isMeta(value: unknown): value is Meta {
  if (!hasEntryShape(value)) return false
  const { bodyBytes, epoch, cost, usedAt } = value as Partial<Meta>
  return [epoch, cost, usedAt].every(Number.isFinite) && (bodyBytes === null || Number.isFinite(bodyBytes))
}
