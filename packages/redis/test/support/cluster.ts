import { Redis as Ioredis } from 'ioredis'
import { vi } from 'vitest'
import { freePort } from '../../../../tools/programs.ts'
import { type RedisServer, findRedis, startRedis } from '../../../../tools/redis.ts'

/** A Cluster of our own, on loopback. */
export interface RunningCluster {
  readonly ports: readonly number[]
  stop(): Promise<void>
}

const SLOTS = 16_384
const NODES = 3

/** Starts three nodes that share the slots. */
export async function startCluster(): Promise<RunningCluster> {
  const servers: RedisServer[] = []
  const busPorts = new Map<number, string>()
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
  }
  try {
    while (servers.length < NODES) {
      // Of itself it would be 10,000 above the other port, where there may be none.
      const busPort = String(await freePort())
      const args = ['--cluster-enabled', 'yes', '--cluster-port', busPort]
      const server = await startRedis(findRedis() ?? '', args)
      servers.push(server)
      busPorts.set(server.port, busPort)
    }
    const ports = servers.map(({ port }) => port)
    const nodes = ports.map((port) => new Ioredis(port))
    for (const [index, node] of nodes.entries()) {
      const [first, next] = [index, index + 1].map((each) => Math.floor((each * SLOTS) / NODES))
      await node.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String((next ?? 0) - 1))
      // Otherwise two that begin as equals argue about who is later.
      await node.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    }
    for (const port of ports.slice(1))
      await nodes[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(port), busPorts.get(port) ?? '')
    const isWhole = async (node: Ioredis): Promise<boolean> => {
      const info = String(await node.call('CLUSTER', 'INFO'))
      return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${NODES}`)
    }
    const areWhole = async (): Promise<void> => {
      if (!(await Promise.all(nodes.map(isWhole))).every(Boolean)) throw new Error('the nodes do not know each other')
    }
    await vi.waitFor(areWhole, { timeout: 20_000, interval: 50 })
    for (const node of nodes) node.disconnect()
    return { ports, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
