import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { type Admission, refuse } from './admission.ts'
import { type LinkConditions, checkConditions } from './conditions.ts'
import { type ChaosConnection, type Fault, type OwnConnection, joinSockets } from './connection.ts'
import { createRandom } from './random.ts'

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
    /** Connections that reached a server. */
    readonly accepted: number
    /** Those that were not let through, or whose server was down. */
    readonly refused: number
    /** Faults that struck a connection; a cut is an `rst`. */
    readonly faults: Readonly<Record<Fault, number>>
  }
  /** From the next connection on. */
  admit(admission: Admission): void
  /** From the next bytes on, in all connections. @throws RangeError for a negative delay, or nothing per second */
  conditions(change: { readonly up?: LinkConditions; readonly down?: LinkConditions }): void
  /** Happens to all open connections; how many they were. */
  fault(fault: Fault): number
  /** Leads to another server from the next connection on. */
  retarget(port: number): void
  /** Ends everything, also what hangs in a hole. */
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
 *
 * @throws RangeError for conditions of a link that could not exist
 */
export async function createChaosProxy({
  targetPort,
  seed = 1,
  up = {},
  down = {},
  slowMs = 1_000,
}: ChaosProxyOptions): Promise<ChaosProxy> {
  checkConditions(up)
  checkConditions(down)
  const random = createRandom(seed)
  const joined = new Set<OwnConnection>()
  /** Sockets that are not joined with another, or not yet. */
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
  const open = (): OwnConnection[] => [...joined].filter((connection) => connection.open)

  function stray(socket: Socket): void {
    strays.add(socket)
    socket.on('error', () => {}).on('close', () => strays.delete(socket))
  }
  function join(client: Socket): void {
    const server = connect({ port: present.target, host: '127.0.0.1', allowHalfOpen: true })
    const failed = (): void => {
      refused++
      client.resetAndDestroy()
    }
    stray(server)
    client.pause()
    server.once('error', failed)
    server.once('connect', () => {
      server.off('error', failed)
      if (client.destroyed) return void server.destroy()
      strays.delete(client)
      strays.delete(server)
      const own = joinSockets(++accepted, {
        client,
        server,
        random,
        up: present.up,
        down: present.down,
        struck: (fault) => void faults[fault]++,
        closed: () => void joined.delete(own),
      })
      joined.add(own)
      client.resume()
    })
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    stray(client)
    const { admission } = present
    if (admission === 'pass') join(client)
    else if (admission === 'slow') {
      client.pause()
      const timer = setTimeout(() => {
        timers.delete(timer)
        join(client)
      }, slowMs)
      timers.add(timer)
    } else {
      refused++
      refuse(client, admission)
    }
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo

  return {
    port,
    url: (scheme, path = '/') => `${scheme}://127.0.0.1:${port}${path}`,
    get connections() {
      return open()
    },
    get counts() {
      return { accepted, refused, faults: { ...faults } }
    },
    admit: (admission) => void (present.admission = admission),
    conditions(change) {
      checkConditions(change.up)
      checkConditions(change.down)
      Object.assign(present, change)
      for (const connection of joined) connection.conditions(change)
    },
    fault(fault) {
      const hit = open()
      for (const connection of hit) connection.fault(fault)
      return hit.length
    },
    retarget: (to) => void (present.target = to),
    async close() {
      for (const timer of timers) clearTimeout(timer)
      for (const connection of joined) connection.destroy()
      for (const socket of strays) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
