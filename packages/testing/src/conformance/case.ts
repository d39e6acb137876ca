import { type Client, type ClientOptions, type Transport, createClient } from '@fairlead/core'
import type { FaultClient } from '../faults/fault-client.ts'

/** What a case runs with. */
export interface ConformanceContext {
  /** The transport under test. */
  readonly transport: Transport
  readonly server: FaultClient
  /** A client over the transport; retries do not wait, so that runs are short. */
  // oxlint-disable-next-line typescript/no-empty-object-type -- a client without a contract
  client<const C extends object = {}>(options?: ClientOptions<C, [], 'strict'>): Client<C>
}

/** One behaviour that every transport shows. */
export interface ConformanceCase {
  readonly name: string
  /** What the transport must be able to do on this platform for the case to mean anything. */
  readonly needs?: keyof Transport['capabilities']
  /** Throws where the behaviour is another one. */
  run(context: ConformanceContext): Promise<void>
}

/** What a case runs with, of a transport and a fault server. */
export function conformanceContext(transport: Transport, server: FaultClient): ConformanceContext {
  return {
    transport,
    server,
    client: (options) => createClient({ baseUrl: server.origin, transport, retry: { baseMs: 0 }, ...options }),
  }
}
