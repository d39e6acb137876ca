export { createHarbour } from './harbour.ts'
export type { Harbour, HarbourOptions } from './harbour.ts'
export { startServer } from './server.ts'
export type { HarbourServer, ServerOptions } from './server.ts'
