// Measures one case in a process of its own and prints what it found as JSON. Arguments: the name of the case.
import { measure } from '../../overhead/measure.ts'
import { bare, cases } from './cases.ts'
import { measurements } from './measurements.ts'

process.env['NODE_ENV'] = 'production'
const found = [...cases, ...measurements].find(({ name }) => name === process.argv[2])
if (found === undefined) throw new Error(`There is no case '${process.argv[2]}'.`)

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
const measured = await measure(bare, await found.make(), cpuUs)
process.stdout.write(JSON.stringify(measured), () => process.exit())
