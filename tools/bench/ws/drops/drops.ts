import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Row, Table } from '../../report.ts'
import { type Client, clientsOf, shown } from '../clients/clients.ts'
import { DROPS, MESSAGES, type Weather } from './link.ts'
import type { Run } from './one-run.ts'

type Direction = 'up' | 'down'

const SEED = 7

const about: Readonly<Record<Weather, string>> = {
  ends: `${DROPS} drops: 78 % RST, 22 % FIN`,
  holes: `${DROPS} drops: 70 % RST, 20 % FIN, 10 % silence`,
}
const notes: Readonly<Record<Weather, string>> = {
  ends: 'One message every 2 ms, 5 ms each way and 2 Mbit/s, drops by what has arrived, 30 ms refusal after each; clients come back after 50 ms.',
  holes: 'The same, but some links fall silent instead of ending; over after 60 s in which nothing arrives.',
}

/** What clients lose, repeat, mix up and keep quiet about when their link drops. */
export async function drops(): Promise<Table[]> {
  const tables: Table[] = []
  for (const weather of ['ends', 'holes'] as const) {
    tables.push(upTable(weather, await runAll('up', weather)), downTable(weather, await runAll('down', weather)))
  }
  return tables
}

function upTable(weather: Weather, runs: readonly (readonly [Client, Run])[]): Table {
  return {
    title: `WebSocket clients, ${MESSAGES} messages to the server, ${about[weather]}`,
    unit: 'faults',
    rows: runs.map(([client, run]): Row => {
      const { lost, duplicated, outOfOrder, unsettled, toldWrong, verdicts, landed, seconds } = run
      return {
        name: shown(client),
        value: lost + duplicated + outOfOrder + unsettled + toldWrong,
        columns: {
          lost,
          duplicated,
          'out of order': outOfOrder,
          'never told': unsettled,
          'told wrong': toldWrong,
          'told: not sent': verdicts['not-sent'],
          'told: unknown': verdicts.unknown,
          drops: landed,
          s: seconds,
        },
        ...(client.isOurs && { limit: 0 }),
      }
    }),
    notes: [
      notes[weather],
      '`faults` is the sum of the first five. A time-out counts as `unknown`, which is true; what was lost counts all the same.',
    ],
  }
}

function downTable(weather: Weather, runs: readonly (readonly [Client, Run])[]): Table {
  return {
    title: `WebSocket clients, ${MESSAGES} broadcasts from the server, ${about[weather]}`,
    unit: 'faults',
    rows: runs.map(([client, run]): Row => {
      const { lost, duplicated, outOfOrder, gaps, landed, seconds } = run
      return {
        name: shown(client),
        value: lost + duplicated + outOfOrder,
        columns: { lost, duplicated, 'out of order': outOfOrder, 'told of gaps': gaps, drops: landed, s: seconds },
        ...(client.isOurs && { limit: 0 }),
      }
    }),
    notes: [notes[weather], 'socket.io with recovery and centrifuge have a server that keeps a history.'],
  }
}

/** Those that must find silent links wait most of the time, so that they can run side by side. */
async function runAll(direction: Direction, weather: Weather): Promise<readonly (readonly [Client, Run])[]> {
  const run = async (client: Client): Promise<readonly [Client, Run]> => [
    client,
    await runAlone<Run>(join(import.meta.dirname, 'one-run.ts'), [client.name, direction, weather, `${SEED}`]),
  ]
  if (weather === 'holes') return Promise.all(clientsOf('drops').map(run))
  const runs: (readonly [Client, Run])[] = []
  for (const client of clientsOf('drops')) runs.push(await run(client))
  return runs
}
