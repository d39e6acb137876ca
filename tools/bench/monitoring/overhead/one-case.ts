// Measures one case in a process of its own and prints what it found as JSON. Arguments: the name of the case.
import { type Operation, measure } from '../../overhead/measure.ts'
import { bare, cases } from './cases.ts'
import { measurements } from './measurements.ts'

/** Until then the compiler is at work on what an SDK runs: the same calls cost twice as much, and more code costs more of it. */
const WARM_UP = { operations: 40_000, us: 3_000_000 }

process.env['NODE_ENV'] = 'production'
const found = [...cases, ...measurements].find(({ name }) => name === process.argv[2])
if (found === undefined) throw new Error(`There is no case '${process.argv[2]}'.`)

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
async function warmUp(operation: Operation): Promise<void> {
  const endUs = cpuUs() + WARM_UP.us
  for (let i = 0; i < WARM_UP.operations && (i % 100 > 0 || cpuUs() < endUs); i++) await operation()
}

const operation = await found.make()
for (const each of [bare, operation]) await warmUp(each)
const measured = await measure(bare, operation, cpuUs)
process.stdout.write(JSON.stringify(measured), () => process.exit())
