export { otel } from './otel/plugin.ts'
export type { OtelOptions } from './otel/plugin.ts'
