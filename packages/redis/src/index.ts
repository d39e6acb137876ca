export { redis } from './redis.ts'
export type { Redis, RedisOptions } from './redis.ts'
export type { Listener } from './channels.ts'
export type {
  EvalClient,
  IoredisLike,
  IoredisSubscriber,
  NodeRedisLike,
  NodeRedisSubscriber,
  RedisClient,
} from './client.ts'
export type { KeyMaker } from './keys.ts'
export { script } from './script.ts'
export type { Script } from './script.ts'
