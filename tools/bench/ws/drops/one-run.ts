// 1,000 messages over a link that drops, for one client in a process of its own; prints what came of them as JSON.
// Arguments: the name of the client; 'up' or 'down'; 'ends' or 'holes'; the seed.
import type { Live, Verdict } from '../clients/client.ts'
import { clientOf } from '../clients/clients.ts'
import { connected } from '../clients/connected.ts'
import { MESSAGES, type Weather, dropping } from './link.ts'
import { paced, settled } from './pace.ts'
import { createTally } from './tally.ts'

/** What came of the messages of one run. */
export interface Run {
  readonly lost: number
  readonly duplicated: number
  readonly outOfOrder: number
  /** Upwards: sends of which the program was never told what became of them. */
  readonly unsettled: number
  /** Upwards: verdicts by what they say, and those that are not true. */
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly toldWrong: number
  /** Downwards: how often the client said that it may have missed something. */
  readonly gaps: number
  readonly landed: number
  /** From the first message to the last that arrived or was settled. */
  readonly seconds: number
}

/** Soon, where a client can be told: at their defaults some would be away for the whole run. */
const RECONNECT_MS = 50
/** Without progress a run is over. A client may need most of a minute to see that its link is silent. */
const PATIENCE_MS: Readonly<Record<Weather, number>> = { ends: 6_000, holes: 60_000 }
/** What comes twice may come late. */
const QUIET_MS = 1_000

const [name, direction, weather, seed] = process.argv.slice(2)
const client = clientOf(name)
// What a client throws where nobody can catch it is not the question here.
process.on('unhandledRejection', () => undefined)
process.on('uncaughtException', () => undefined)

const tally = createTally()
const verdicts: Record<Verdict, number> = { acknowledged: 0, 'not-sent': 0, unknown: 0 }
const given = new Map<number, Verdict>()
let settledAt = 0
let gaps = 0

const isUp = direction === 'up'
const arrived = (n: number): void => {
  tally.add(n)
  link.progress(tally.reached)
}
const serve = await client.serve()
const server = await serve(isUp ? { heard: arrived } : {})
const link = await dropping(server.port, weather as Weather, Number(seed))
const open = await client.load()
const live: Live = await connected(
  open({
    port: link.port,
    reconnectMs: RECONNECT_MS,
    ...(!isUp && { heard: arrived, missed: () => void gaps++ }),
  }),
)
// A subscription is made after the connection.
await new Promise((resolve) => setTimeout(resolve, 200))

const from = performance.now()
await paced(isUp ? send : (n) => server.broadcast(n))
await settled(
  {
    isDone: () => (isUp ? given.size === MESSAGES : tally.count === MESSAGES),
    progressedAt: () => Math.max(tally.progressedAt, settledAt),
  },
  PATIENCE_MS[weather as Weather],
  QUIET_MS,
)
process.stdout.write(JSON.stringify(found()), () => process.exit())

function send(n: number): void {
  void live.send(n).then((verdict) => {
    given.set(n, verdict)
    verdicts[verdict]++
    settledAt = performance.now()
  })
}

function found(): Run {
  const wrong = [...given].filter(
    ([n, verdict]) => (verdict === 'acknowledged' && !tally.has(n)) || (verdict === 'not-sent' && tally.has(n)),
  )
  return {
    lost: MESSAGES - tally.count,
    duplicated: tally.duplicated,
    outOfOrder: tally.outOfOrder,
    unsettled: isUp ? MESSAGES - given.size : 0,
    verdicts,
    toldWrong: wrong.length,
    gaps,
    landed: link.landed,
    seconds: (Math.max(tally.progressedAt, settledAt) - from) / 1_000,
  }
}
