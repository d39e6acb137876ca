import type { Row, Table } from '../../report.ts'
import { BASE, OURS, type Client, clientOf, clientsOf, shown } from '../clients/clients.ts'
import { type Pair, startPair } from './pair.ts'

const ROUNDS = 15
const TURN_MS = 250
const WARM_UP_MS = 1_500
/** Each way, so that a round trip takes 50 ms. */
const DELAY_MS = 25
const DELAYED_ROUNDS = 2
const DELAYED_TURN_MS = 2_000
/** Aims: of the base's messages per second, and messages per second over the slow link. */
const LEAST_RATIO = 0.8
const LEAST_DELAYED = 750

/** Messages per second of a client and, in the turn before it, of the base. */
interface Turn {
  readonly own: number
  readonly base: number
}

/** How many messages each client gets acknowledged, on loopback and over a link with 50 ms of round trip. */
export async function throughput(): Promise<Table[]> {
  return [await near(), await far()]
}

async function near(): Promise<Table> {
  const turns = new Map<Client, Turn[]>(clientsOf('throughput').map((client) => [client, []]))
  await withPairs(0, async (pairs) => {
    const base = pairs.get(clientOf(BASE)) as Pair
    for (const pair of pairs.values()) await pair.measure(WARM_UP_MS)
    for (let round = 0; round < ROUNDS; round++)
      for (const [client, pair] of pairs) {
        const before = await base.measure(TURN_MS)
        turns.get(client)?.push({ base: before, own: await pair.measure(TURN_MS) })
      }
  })
  return {
    title: 'WebSocket clients, acknowledged messages with 64 on their way, loopback',
    unit: 'time, × native',
    rows: clientsOf('throughput').map((client): Row => {
      const own = turns.get(client) ?? []
      const ratios = own.map((turn) => turn.own / turn.base).toSorted((a, b) => a - b)
      return {
        name: shown(client),
        value: 1 / quantile(ratios, 0.5),
        columns: {
          'messages, × native': quantile(ratios, 0.5),
          from: quantile(ratios, 0.25),
          to: quantile(ratios, 0.75),
          'messages/s': Math.round(
            quantile(
              own.map((turn) => turn.own).toSorted((a, b) => a - b),
              0.5,
            ),
          ),
        },
        ...(client.name === OURS && { limit: 1 / LEAST_RATIO }),
      }
    }),
    notes: [
      `Some 130 bytes; client and server have a process each and take turns of ${TURN_MS} ms with the native one; median of ${ROUNDS},`,
      '`from` and `to` are its quartiles. All use the WebSocket of Node.',
      '`retries + recovery` has one message on its way, whatever the program does.',
    ],
  }
}

async function far(): Promise<Table> {
  const found = new Map<Client, number[]>(clientsOf('throughput').map((client) => [client, []]))
  await withPairs(DELAY_MS, async (pairs) => {
    for (const pair of pairs.values()) await pair.measure(WARM_UP_MS)
    for (let round = 0; round < DELAYED_ROUNDS; round++)
      for (const [client, pair] of pairs) found.get(client)?.push(await pair.measure(DELAYED_TURN_MS))
  })
  return {
    title: 'WebSocket clients, the same over a link with 50 ms of round trip',
    unit: 'ms per message',
    rows: clientsOf('throughput').map((client): Row => {
      const perSecond = Math.max(...(found.get(client) ?? []))
      return {
        name: shown(client),
        value: 1_000 / perSecond,
        columns: { 'messages/s': Math.round(perSecond) },
        ...(client.name === OURS && { limit: 1_000 / LEAST_DELAYED }),
      }
    }),
    notes: ['25 ms each way, in a proxy; 64 in 50 ms are 1,280 per second, and no client can have more.'],
  }
}

async function withPairs(delayMs: number, use: (pairs: ReadonlyMap<Client, Pair>) => Promise<void>): Promise<void> {
  const pairs = new Map<Client, Pair>()
  try {
    for (const client of clientsOf('throughput')) pairs.set(client, await startPair(client, delayMs))
    await use(pairs)
  } finally {
    await Promise.all([...pairs.values()].map((pair) => pair.stop()))
  }
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN
}
