export { redisCoordinator } from './auth/coordinator.ts'
export type { RedisCoordinatorOptions } from './auth/coordinator.ts'
export type { Seal } from './auth/values.ts'
