// Measures what one client holds in a process of its own and prints it as JSON.
// Arguments: the name of the client, `documents` or `results`, and after how many it is looked at.
import { setTimeout } from 'node:timers/promises'
import { askings } from '../askings.ts'
import { echo, url } from '../stub.ts'

/** What is held after each count, and what asking has cost. */
export interface Held {
  readonly held: readonly number[]
  readonly cpuUs: number
}

process.env['NODE_ENV'] = 'production'
const [, , wanted, kind, ...counts] = process.argv
const found = askings.find(({ name }) => name === wanted)
if (found === undefined) throw new Error(`There is no client '${wanted}'.`)
const ask = await found.make(url, echo, 'cache-first')

const documentOf = (name: string): string =>
  `query ${name}($imo: ID!) { vessel(imo: $imo) { __typename id imo name tags } }`

const askFor = (i: number): Promise<unknown> =>
  kind === 'documents' ? ask(documentOf(`Vessel${i}`), { imo: '1' }) : ask(documentOf('Vessel'), { imo: `${i}` })

async function usedBytes(): Promise<number> {
  // What waits for its finalizer goes with the next collection.
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.()
    await setTimeout(20)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

// The compiled code is there before it is looked at what is held.
for (let i = 0; i < 300; i++) await ask(documentOf('Warm'), { imo: `warm${i % 3}` })
const before = await usedBytes()
const held: number[] = []
let cpuUs = 0
let asked = 0
for (const count of counts.map(Number)) {
  const started = process.cpuUsage()
  for (; asked < count; asked++) await askFor(asked)
  const { user, system } = process.cpuUsage(started)
  cpuUs += user + system
  held.push((await usedBytes()) - before)
}
process.stdout.write(JSON.stringify({ held, cpuUs } satisfies Held), () => process.exit())
