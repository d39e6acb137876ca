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
export type { LinkAcceptor, LinkInfo, ServerLink, ServerLinkEvents } from './server/link.ts'
export { attachWs } from './server/ws.ts'
export type { AttachWsOptions } from './server/ws.ts'
export { attachSocketIo } from './server/socketio.ts'
export type { SocketIoServer, SocketIoSocket } from './server/socketio.ts'
export { sseEndpoint } from './server/sse.ts'
export type { SseEndpoint } from './server/sse.ts'
export { bunWebSocket } from './server/bun.ts'
export type { BunData, BunSocket, BunWebSocket } from './server/bun.ts'
export { acceptWebSocket } from './server/standard.ts'
export { infoOf } from './server/fetch-info.ts'
