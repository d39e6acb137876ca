// How many messages one client gets acknowledged, in a process of its own; prints messages per second as JSON.
// Arguments: the name of the client, the port of its server, milliseconds to warm up, milliseconds to measure.
import { clientOf } from '../clients/clients.ts'
import { connected } from '../clients/connected.ts'

/** Messages that wait for their acknowledgement at any time. */
const WINDOW = 64

const [name, port, warmUpMs, measureMs] = process.argv.slice(2)
const open = await clientOf(name).load()
const live = await connected(open({ port: Number(port) }))
let n = 0

async function acknowledgedPerSecond(ms: number): Promise<number> {
  const from = performance.now()
  const until = from + ms
  let acknowledged = 0
  const one = async (): Promise<void> => {
    while (performance.now() < until) if ((await live.send(++n)) === 'acknowledged') acknowledged++
  }
  await Promise.all(Array.from({ length: WINDOW }, one))
  return (acknowledged * 1_000) / (performance.now() - from)
}

await acknowledgedPerSecond(Number(warmUpMs))
console.log(JSON.stringify(await acknowledgedPerSecond(Number(measureMs))))
process.exit()
