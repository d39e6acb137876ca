import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { type ChaosConnection, type OwnConnection, joinSockets } from './connection.ts'
import type { LinkConditions } from './pipe.ts'
import { createRandom } from './random.ts'

/**
 * What happens to an open connection: reset; ended without a word; black-holed (bytes are taken and go nowhere, in one
 * direction or both); stalled (nothing is read, so that the sender fills up) until it is resumed.
 */
export type Fault = 'rst' | 'fin' | 'black-hole' | 'black-hole-up' | 'black-hole-down' | 'stall' | 'resume'

/** What happens to a new one: let through, reset, ended, never answered, let through late, or answered with a status. */
export type Admission =
  | 'pass'
  | 'rst'
  | 'fin'
  | 'hang'
  | 'slow'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

/** How a proxy starts. */
export interface ChaosProxyOptions {
  /** Where bytes go: a port on loopback. */
  readonly targetPort: number
  /** Of every random choice. @defaultValue 1 */
  readonly seed?: number
  /** From client to server. */
  readonly up?: LinkConditions
  /** From server to client. */
  readonly down?: LinkConditions
  /** How late a `slow` connection is let through. @defaultValue 1_000 */
  readonly slowMs?: number
}

/** A proxy between a client and a server that does to their bytes what networks do. */
export interface ChaosProxy {
  readonly port: number
  /** The URL of a path through the proxy. */
  url(scheme: 'ws' | 'http', path?: string): string
  /** Those that are open. */
  readonly connections: readonly ChaosConnection[]
  readonly counts: {
    readonly accepted: number
    readonly refused: number
    readonly faults: Readonly<Record<Fault, number>>
  }
  /** From the next connection on. */
  admit(admission: Admission): void
  /** From the next bytes on, in all connections. */
  conditions(change: { readonly up?: LinkConditions; readonly down?: LinkConditions }): void
  /** Happens to all open connections; how many they were. */
  fault(fault: Fault): number
  /** Leads to another server from the next connection on. */
  retarget(port: number): void
  close(): Promise<void>
}

/**
 * Starts a proxy on a free loopback port.
 *
 * @example
 * ```ts
 * const proxy = await createChaosProxy({ targetPort, down: { latencyMs: 25 } })
 * const socket = new WebSocket(proxy.url('ws', '/live'))
 * proxy.fault('black-hole')
 * await proxy.close()
 * ```
 */
export async function createChaosProxy({
  targetPort,
  seed = 1,
  up = {},
  down = {},
  slowMs = 1_000,
}: ChaosProxyOptions): Promise<ChaosProxy> {
  const random = createRandom(seed)
  const open = new Set<OwnConnection>()
  /** Sockets that were never joined with a server's. */
  const strays = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const faults: Record<Fault, number> = {
    rst: 0,
    fin: 0,
    'black-hole': 0,
    'black-hole-up': 0,
    'black-hole-down': 0,
    stall: 0,
    resume: 0,
  }
  const present = { target: targetPort, up, down, admission: 'pass' as Admission }
  let accepted = 0
  let refused = 0

  function join(client: Socket): void {
    const server = connect({ port: present.target, host: '127.0.0.1', allowHalfOpen: true })
    const failed = (): void => {
      strays.delete(client)
      client.resetAndDestroy()
    }
    client.pause()
    server.once('error', failed)
    server.once('connect', () => {
      server.off('error', failed)
      strays.delete(client)
      if (client.destroyed) return void server.destroy()
      const given = { up: present.up, down: present.down, random }
      const own = joinSockets(++accepted, client, server, given, () => open.delete(own))
      open.add(own)
      client.resume()
    })
  }
  function refuse(client: Socket, admission: Exclude<Admission, 'pass' | 'slow'>): void {
    refused++
    if (admission === 'rst') client.resetAndDestroy()
    else if (admission === 'fin') client.end()
    else if (admission !== 'hang') {
      const { status, headers = {} } = admission
      const lines = Object.entries({ 'content-length': '0', connection: 'close', ...headers }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      )
      client.once('data', () => client.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n`))
    }
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    strays.add(client)
    client.on('error', () => {})
    client.on('close', () => strays.delete(client))
    const { admission } = present
    if (admission === 'pass') join(client)
    else if (admission === 'slow') {
      client.pause()
      const timer = setTimeout(() => {
        timers.delete(timer)
        join(client)
      }, slowMs)
      timers.add(timer)
    } else refuse(client, admission)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo

  return {
    port,
    url: (scheme, path = '/') => `${scheme}://127.0.0.1:${port}${path}`,
    get connections() {
      return [...open]
    },
    get counts() {
      return { accepted, refused, faults: { ...faults } }
    },
    admit: (admission) => void (present.admission = admission),
    conditions(change) {
      Object.assign(present, change)
      for (const connection of open) connection.conditions(change)
    },
    fault(fault) {
      const hit = [...open]
      faults[fault] += hit.length
      for (const connection of hit) connection.fault(fault)
      return hit.length
    },
    retarget: (to) => void (present.target = to),
    async close() {
      for (const timer of timers) clearTimeout(timer)
      for (const connection of open) connection.destroy()
      for (const socket of strays) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
