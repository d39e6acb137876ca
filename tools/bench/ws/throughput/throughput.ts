import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Row, Table } from '../../report.ts'
import { BASE, type Client, clients, shown } from '../clients/clients.ts'
import { serveAlone } from '../servers/alone.ts'

const ROUNDS = 7
const DELAYED_ROUNDS = 3
/** Each way, so that a round trip takes 50 ms. */
const DELAY_MS = 25
/** Aims: of the base's messages per second, and messages per second over the slow link. */
const LEAST_RATIO = 0.8
const LEAST_DELAYED = 750

/** How many messages each client gets acknowledged, on loopback and over a link with 50 ms of round trip. */
export async function throughput(): Promise<Table[]> {
  const near = await measure(ROUNDS, 0, { warmUpMs: 700, measureMs: 1_000 })
  const far = await measure(DELAYED_ROUNDS, DELAY_MS, { warmUpMs: 500, measureMs: 2_000 })
  return [
    {
      title: 'WebSocket clients, acknowledged messages with 64 on their way, loopback',
      unit: '× cost of native',
      rows: clients.map((client): Row => {
        const costs = ratios(near, client)
        return {
          name: shown(client),
          value: median(costs),
          columns: {
            '× native': median(costs.map((cost) => 1 / cost)),
            from: Math.min(...costs.map((cost) => 1 / cost)),
            to: Math.max(...costs.map((cost) => 1 / cost)),
            'messages/s': Math.round(median(near.get(client) ?? [])),
          },
          ...(client.isOurs && { limit: 1 / LEAST_RATIO }),
        }
      }),
      notes: [
        `Some 130 bytes; client and server have a process each; ${ROUNDS} rounds in turns, each beside the base of its round.`,
        'All over the WebSocket of Node. `cost` is the inverse of the ratio: the time of one message.',
        '`retries + recovery` has one message on its way, whatever the program does.',
      ],
    },
    {
      title: 'WebSocket clients, the same over a link with 50 ms of round trip',
      unit: 'ms per message',
      rows: clients.map((client): Row => {
        const perSecond = median(far.get(client) ?? [])
        return {
          name: shown(client),
          value: 1_000 / perSecond,
          columns: { 'messages/s': Math.round(perSecond) },
          ...(client.isOurs && { limit: 1_000 / LEAST_DELAYED }),
        }
      }),
      notes: ['25 ms each way, in a proxy; 64 in 50 ms are 1,280 per second, and no client can have more.'],
    },
  ]
}

async function measure(
  rounds: number,
  delayMs: number,
  { warmUpMs, measureMs }: { readonly warmUpMs: number; readonly measureMs: number },
): Promise<ReadonlyMap<Client, number[]>> {
  const found = new Map<Client, number[]>(clients.map((client) => [client, []]))
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) {
      const server = await serveAlone(client, delayMs)
      const args = [client.name, `${server.port}`, `${warmUpMs}`, `${measureMs}`]
      found.get(client)?.push(await runAlone<number>(join(import.meta.dirname, 'one-client.ts'), args))
      await server.stop()
    }
  }
  return found
}

/** What a message costs, as a multiple of the base in the same round. */
function ratios(found: ReadonlyMap<Client, readonly number[]>, client: Client): number[] {
  const base = found.get(clients.find(({ name }) => name === BASE) as Client) ?? []
  return (found.get(client) ?? []).map((perSecond, round) => (base[round] ?? Number.NaN) / perSecond)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
