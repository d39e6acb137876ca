import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Row, Table } from '../../report.ts'
import { BASE, type Client, clientsOf, shown } from '../clients/clients.ts'
import { serveAlone } from '../servers/alone.ts'
import type { Held } from './one-client.ts'

const CONNECTIONS = 1_000
/** Each time in a fresh process; the least counts. */
const REPETITIONS = 3
/** Aim: over what the platform's own takes. */
const MORE_BYTES = 4_096

/** What an idle connection holds in memory. */
export async function idle(): Promise<Table[]> {
  const found = new Map<string, Held>()
  for (const client of clientsOf('idle')) found.set(client.name, await leastOf(client))
  const base = found.get(BASE)?.heapBytes ?? Number.NaN
  return [
    {
      title: `WebSocket clients, memory of an idle connection, of ${CONNECTIONS}`,
      unit: 'KiB heap',
      rows: clientsOf('idle').map((client): Row => {
        const { heapBytes, rssBytes } = found.get(client.name) as Held
        return {
          name: shown(client),
          value: heapBytes / 1_024,
          columns: { 'over native, KiB': (heapBytes - base) / 1_024, 'KiB RSS': rssBytes / 1_024 },
          ...(client.isOurs && { limit: (base + MORE_BYTES) / 1_024 }),
        }
      }),
      notes: [
        `Heap and buffers after a collection; the least of ${REPETITIONS} processes; the server has another.`,
        "Most of it is Node's own WebSocket, which all of them use here.",
      ],
    },
  ]
}

async function leastOf(client: Client): Promise<Held> {
  const server = await serveAlone(client)
  const runs: Held[] = []
  for (let i = 0; i < REPETITIONS; i++) {
    const args = [client.name, `${server.port}`, `${CONNECTIONS}`]
    runs.push(await runAlone<Held>(join(import.meta.dirname, 'one-client.ts'), args))
  }
  await server.stop()
  return {
    heapBytes: Math.min(...runs.map(({ heapBytes }) => heapBytes)),
    rssBytes: Math.min(...runs.map(({ rssBytes }) => rssBytes)),
  }
}
