export { sqliteOutbox } from './sqlite/store.ts'
export type { SqliteOutboxOptions } from './sqlite/store.ts'
