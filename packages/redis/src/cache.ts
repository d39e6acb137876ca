export { redisStore } from './cache/store.ts'
export type { RedisStoreOptions } from './cache/options.ts'
