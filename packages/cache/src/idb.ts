export { idbStore } from './idb/store.ts'
export type { IdbStoreOptions } from './idb/store.ts'
