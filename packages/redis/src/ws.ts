export { redisSessions } from './ws/sessions.ts'
export type { RedisSessionsOptions } from './ws/sessions.ts'
