import { versionOf } from '../../report.ts'
import type { Serve } from '../servers/server.ts'
import type { Open } from './client.ts'

/** What is asked of clients. */
export type Part = 'throughput' | 'drops' | 'half-open' | 'storms' | 'idle'

/** A client and its server, each imported where it is used. */
export interface Client {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  readonly isOurs?: true
  /** The only parts that it is in; all, where this is left out. */
  readonly only?: readonly Part[]
  load(): Promise<Open>
  serve(): Promise<Serve>
}

const plain = async (): Promise<Serve> => (await import('../servers/plain.ts')).plain

/** What the peers are compared with: the platform's WebSocket, JSON, and an id for each message. */
export const BASE = 'native WebSocket + JSON + ids'

/** Of ours, the one that the aims are about. */
export const OURS = 'Fairlead'
/** Of ours, the one that finds a silent link sooner. */
export const OURS_FAST = `Fairlead, liveness: 'fast'`

/** Ours first, then the platform's, then the peers. */
const clients: readonly Client[] = [
  {
    name: OURS,
    isOurs: true,
    load: async () => (await import('./fairlead.ts')).fairlead(),
    serve: async () => (await import('../servers/fairlead.ts')).fairlead,
  },
  {
    name: OURS_FAST,
    isOurs: true,
    only: ['half-open'],
    load: async () => (await import('./fairlead.ts')).fairleadFast(),
    serve: async () => (await import('../servers/fairlead.ts')).fairlead,
  },
  {
    name: 'Fairlead over socket.io',
    isOurs: true,
    only: ['throughput', 'drops'],
    load: async () => (await import('./fairlead.ts')).fairleadSocketIo(),
    serve: async () => (await import('../servers/fairlead.ts')).fairleadSocketIo,
  },
  {
    name: 'Fairlead over server-sent events',
    isOurs: true,
    only: ['throughput', 'drops'],
    load: async () => (await import('./fairlead.ts')).fairleadSse(),
    serve: async () => (await import('../servers/fairlead.ts')).fairleadSse,
  },
  { name: BASE, load: async () => (await import('./native.ts')).native, serve: plain },
  {
    name: 'reconnecting-websocket',
    packageName: 'reconnecting-websocket',
    load: async () => (await import('./reconnecting-websocket.ts')).reconnectingWebSocket,
    serve: plain,
  },
  {
    name: 'partysocket',
    packageName: 'partysocket',
    load: async () => (await import('./partysocket.ts')).partysocket,
    serve: plain,
  },
  {
    name: 'socket.io-client, default',
    packageName: 'socket.io-client',
    load: async () => (await import('./socket-io.ts')).socketIo,
    serve: async () => (await import('../servers/socket-io.ts')).socketIo,
  },
  {
    name: 'socket.io-client, retries + recovery',
    packageName: 'socket.io-client',
    load: async () => (await import('./socket-io.ts')).socketIoRetries,
    serve: async () => (await import('../servers/socket-io.ts')).socketIoRecovering,
  },
  {
    name: 'centrifuge',
    packageName: 'centrifuge',
    load: async () => (await import('./centrifuge.ts')).centrifuge,
    serve: async () => (await import('../servers/centrifuge.ts')).centrifuge,
  },
]

/** Those that a part is about. */
export function clientsOf(part: Part): readonly Client[] {
  return clients.filter(({ only }) => only === undefined || only.includes(part))
}

/** @throws for a name that no client has */
export function clientOf(name: string | undefined): Client {
  const client = clients.find((each) => each.name === name)
  if (client === undefined) throw new Error(`There is no client '${name}'.`)
  return client
}

/** The name with the version of its package. */
export function shown({ name, packageName }: Client): string {
  return packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`)
}
