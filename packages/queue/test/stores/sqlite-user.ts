import { sqliteOutbox } from '@fairlead/queue/sqlite'
import { write } from './write.ts'

// One process of several: stores entries of its own, and changes one of all, as often.
const [path = '', name = ''] = process.argv.slice(2)
const store = sqliteOutbox({ path })
const bounds = { maxEntries: 10_000, maxBytes: 1_000_000 }
await store.add(write('shared', { attempts: 0 }), bounds)
for (let attempts = 0; attempts < 100; attempts++) {
  await store.add(write(`${name} ${attempts}`, { lane: name, attempts }), bounds)
  await store.update('shared', (entry) => ({ ...entry, attempts: entry.attempts + 1 }))
}
await store.close?.()
