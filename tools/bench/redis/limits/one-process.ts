// One process of a fleet: as many as one limiter lets pass between two times, as JSON.
import { cases } from './cases.ts'

/** What one process did. */
export interface Process {
  /** How many passed in each tenth of a second. */
  readonly tenths: readonly number[]
  /** CPU time of the process, in milliseconds. */
  readonly cpuMs: number
}

/** So many ask at once. */
const ASKERS = 50

const [name = '', port = '', limit = '', fromMs = '', toMs = ''] = process.argv.slice(2)
const one = cases.find((each) => each.name === name)
if (!one) throw new Error(`There is no limiter '${name}'.`)
const from = Number(fromMs)
const to = Number(toMs)
const admit = await one.open(Number(port), Number(limit))
const tenths = Array.from({ length: Math.ceil((to - from) / 100) }, () => 0)

await new Promise((resolve) => setTimeout(resolve, from - Date.now()))
const began = process.cpuUsage()
const ask = async (): Promise<void> => {
  for (;;) {
    await admit()
    const at = Date.now()
    if (at >= to) return
    tenths[Math.floor((at - from) / 100)]! += 1
  }
}
const asking = Array.from({ length: ASKERS }, ask)
await Promise.race([Promise.all(asking), new Promise((resolve) => setTimeout(resolve, to - Date.now()))])
const { user, system } = process.cpuUsage(began)
process.stdout.write(JSON.stringify({ tenths, cpuMs: (user + system) / 1_000 } satisfies Process), () =>
  process.exit(0),
)
