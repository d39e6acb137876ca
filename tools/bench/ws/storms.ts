import { setTimeout as sleep } from 'node:timers/promises'
import type { Row, Table } from '../report.ts'
import { type Client, clientsOf, shown } from './clients/clients.ts'
import type { Ending } from './servers/server.ts'

const WATCHED_MS = 15_000
/** Aims. */
const MOST: Readonly<Record<Ending, number>> = { 'at once': 6, 'with 4401': 2 }
const titles: Readonly<Record<Ending, string>> = {
  'at once': 'a server that ends each link as soon as it is open (1011)',
  'with 4401': 'a server that refuses the credential (4401)',
}

/** How often clients come to a server that is of no use to them. */
export async function storms(): Promise<Table[]> {
  const endings = Object.keys(titles) as Ending[]
  // Hardly anything happens, so that all can be watched at once.
  return Promise.all(endings.map(tableOf))
}

async function tableOf(ending: Ending): Promise<Table> {
  const found = await Promise.all(
    clientsOf('storms').map(async (client) => [client, await tries(client, ending)] as const),
  )
  return {
    title: `WebSocket clients, tries in 15 s at ${titles[ending]}`,
    unit: 'tries',
    rows: found.map(([client, { length, at }]): Row => ({
      name: shown(client),
      value: length,
      columns: { 'first at, s': at.slice(0, 8).join(' ') },
      ...(client.isOurs && { limit: MOST[ending] }),
    })),
    notes: [
      'All at their defaults.',
      ...(ending === 'with 4401'
        ? ['socket.io has no close codes of its own: its server refuses in a middleware.']
        : []),
    ],
  }
}

async function tries(client: Client, ending: Ending): Promise<{ readonly length: number; readonly at: string[] }> {
  const times: number[] = []
  const serve = await client.serve()
  const open = await client.load()
  const server = await serve({ ending, tried: () => times.push(performance.now()) })
  const from = performance.now()
  const live = open({ port: server.port })
  await sleep(WATCHED_MS)
  const { length } = times
  live.close()
  await server.close()
  return { length, at: times.map((time) => ((time - from) / 1_000).toFixed(1)) }
}
