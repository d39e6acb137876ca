import type { OutboxEntry } from './entry.ts'
import type { OutboxStore } from './store.ts'

/** Keeps entries for as long as the program runs. Outboxes that share the object share the entries. */
export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, OutboxEntry>()
  let lastSeq = 0
  let bytes = 0

  /** A map keeps the place of what is set again. */
  function put(id: string, entry: OutboxEntry | null): void {
    bytes += (entry?.body?.byteLength ?? 0) - (entries.get(id)?.body?.byteLength ?? 0)
    if (entry) entries.set(id, entry)
    else entries.delete(id)
  }

  return {
    // Outboxes of one process may have locks of their own.
    isShared: true,
    async add(entry, { maxEntries, maxBytes }) {
      const { id, body } = entry
      const known = entries.get(id)
      if (known) return known
      if (entries.size >= maxEntries || bytes + (body?.byteLength ?? 0) > maxBytes) return undefined
      const added = { ...entry, seq: ++lastSeq }
      put(id, added)
      return added
    },
    async update(id, change) {
      const entry = entries.get(id)
      if (entry) put(id, change(entry))
      return entries.get(id)
    },
    list: async () => [...entries.values()],
  }
}
