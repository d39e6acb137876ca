// Measures one case in a process of its own and prints what it found as JSON. Arguments: the name of the case.
import { measure } from '../../overhead/measure.ts'
import { bare, policies, queues } from './cases.ts'

const found = [...queues, ...policies].find(({ name }) => name === process.argv[2])
if (found === undefined) throw new Error(`There is no case '${process.argv[2]}'.`)

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
console.log(JSON.stringify(await measure(bare, await found.make(), cpuUs)))
process.exit()
