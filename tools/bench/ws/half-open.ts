import { setTimeout as sleep } from 'node:timers/promises'
import { createChaosProxy } from '@fairlead/testing/chaos'
import type { Row, Table } from '../report.ts'
import { type Client, OURS_FAST, clientsOf, shown } from './clients/clients.ts'
import { connected } from './clients/connected.ts'

/** Whoever has not noticed by then never will. */
const LONGEST_S = 130
/** Aims: seconds until it is noticed, at the defaults and in the fast profile. */
const MOST_S = 15
const MOST_FAST_S = 3
const POLL_MS = 20

/** How long a client takes a link for alive that has fallen silent, and what it spends on finding out. */
export async function halfOpen(): Promise<Table[]> {
  const found = await Promise.all(clientsOf('half-open').map(async (client) => [client, await watch(client)] as const))
  return [
    {
      title: 'WebSocket clients, a link that has fallen silent: until the client says so',
      unit: 's',
      rows: found.map(([client, { seconds, idleBytesPerMinute }]): Row => ({
        name: shown(client),
        value: seconds,
        columns: {
          noticed: seconds >= LONGEST_S ? 'NEVER' : 'yes',
          'idle, bytes/min': Math.round(idleBytesPerMinute),
        },
        ...(client.isOurs && { limit: client.name === OURS_FAST ? MOST_FAST_S : MOST_S }),
      })),
      notes: [
        `A proxy takes the bytes of both sides and passes none on, without an end; given up after ${LONGEST_S} s.`,
        'Beside it an idle link at its defaults: what heartbeats send both ways, frames and their headers.',
      ],
    },
  ]
}

interface Watch {
  readonly seconds: number
  readonly idleBytesPerMinute: number
}

async function watch(client: Client): Promise<Watch> {
  const serve = await client.serve()
  const open = await client.load()
  const server = await serve()
  const proxies = await Promise.all([0, 1].map(() => createChaosProxy({ targetPort: server.port })))
  const [silent, idle] = await Promise.all(proxies.map(({ port }) => connected(open({ port }))))
  const bytes = (): number => {
    const [connection] = proxies[1]?.connections ?? []
    return (connection?.bytesUp ?? Number.NaN) + (connection?.bytesDown ?? Number.NaN)
  }
  // What the handshake sends is not asked for.
  await sleep(1_000)
  const bytesBefore = bytes()
  const from = performance.now()
  proxies[0]?.admit('hang')
  proxies[0]?.fault('black-hole')
  const seconds = async (): Promise<number> => {
    for (;;) {
      const passed = (performance.now() - from) / 1_000
      if (!silent?.isConnected || passed >= LONGEST_S) return passed
      await sleep(POLL_MS)
    }
  }
  const [noticed] = await Promise.all([seconds(), sleep(LONGEST_S * 1_000)])
  const idleBytesPerMinute = ((bytes() - bytesBefore) * 60) / LONGEST_S
  for (const live of [silent, idle]) live?.close()
  await Promise.all(proxies.map((proxy) => proxy.close()))
  await server.close()
  return { seconds: noticed, idleBytesPerMinute }
}
