export { idbOutbox } from './idb/store.ts'
export type { IdbOutboxOptions } from './idb/store.ts'
