import type { OutboxEntry } from '../outbox/entry.ts'

/** An entry as the table has it: all but its place and its body as JSON. */
export interface Row {
  readonly seq: number
  /** Of the body; null where there is none, which SQLite does not always tell from an empty one. */
  readonly bytes: number | null
  readonly entry: string
  readonly body: Uint8Array<ArrayBuffer> | null
}

/** The columns of an entry that is written: bytes, entry, body, id. */
export function columnsOf({ id, body, ...rest }: OutboxEntry): [number | null, string, Uint8Array | null, string] {
  return [body?.byteLength ?? null, JSON.stringify(rest), body ?? null, id]
}

/** The entry of a row; undefined for one that something has spoilt, which must not hold up the others. */
export function entryOf(id: string, { seq, bytes, entry, body }: Row): OutboxEntry | undefined {
  // JSON leaves out what is undefined.
  const absent = { merge: undefined, lease: undefined, failure: undefined }
  try {
    const kept = JSON.parse(entry) as Omit<OutboxEntry, 'id' | 'seq' | 'body'>
    return { ...absent, ...kept, id, seq, body: bytes === null ? undefined : (body ?? new Uint8Array(0)) }
  } catch {
    return undefined
  }
}
