// What idle connections of one client hold, in a process of its own; prints it as JSON.
// Arguments: the name of the client, the port of its server, how many connections.
import type { Live } from '../clients/client.ts'
import { clientOf } from '../clients/clients.ts'
import { connected } from '../clients/connected.ts'

/** Of one connection. */
export interface Held {
  readonly heapBytes: number
  readonly rssBytes: number
}

/** They load what the client loads late, and are not counted. */
const WARM_UP = 50
const AT_ONCE = 50

const [name, port, count] = process.argv.slice(2)
const open = await clientOf(name).load()
const all: Live[] = []

async function connect(more: number): Promise<void> {
  for (let made = 0; made < more; made += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, more - made) }, () => open({ port: Number(port) }))
    all.push(...(await Promise.all(batch.map(connected))))
  }
}
async function memory(): Promise<NodeJS.MemoryUsage> {
  // What is only weakly held goes after a turn.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return process.memoryUsage()
}

await connect(WARM_UP)
const before = await memory()
await connect(Number(count))
const after = await memory()
const held: Held = {
  heapBytes: (after.heapUsed + after.external - before.heapUsed - before.external) / Number(count),
  rssBytes: (after.rss - before.rss) / Number(count),
}
process.stdout.write(JSON.stringify(held), () => process.exit())
