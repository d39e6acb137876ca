export { createSocketServer } from './server/sockets.ts'
export type { Identity, SocketLimits, SocketServerOptions } from './server/options.ts'
export type { Peer, RequestContext, SocketServer } from './server/peer.ts'
export { refusal } from './server/refusal.ts'
export type { Refusal } from './server/refusal.ts'
export { memorySessions } from './server/memory-sessions.ts'
export type {
  SessionChange,
  SessionStore,
  Stored,
  StoredChannel,
  StoredMessage,
  StoredSession,
} from './server/store.ts'
export type { LinkInfo, ServerLink, ServerLinkEvents } from './server/link.ts'
export { attachWs } from './server/ws.ts'
export type { AttachWsOptions } from './server/ws.ts'
