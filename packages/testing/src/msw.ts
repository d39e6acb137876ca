export { handlersFor } from './msw/handlers-for.ts'
export type { Handler, Handlers } from './mock-fetch/handlers.ts'
export type { MockOptions } from './mock-fetch/options.ts'
