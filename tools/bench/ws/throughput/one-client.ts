// One client in a process of its own that measures whenever its parent tells it for how many milliseconds.
// Arguments: the name of the client, the port of its server. Answers with acknowledged messages per second.
import { clientOf } from '../clients/clients.ts'
import { connected } from '../clients/connected.ts'

/** Messages that wait for their acknowledgement at any time. */
const WINDOW = 64

const [name, port] = process.argv.slice(2)
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

process.on('message', async (ms: number) => process.send?.(await acknowledgedPerSecond(ms)))
process.once('disconnect', () => process.exit())
process.send?.('connected')
