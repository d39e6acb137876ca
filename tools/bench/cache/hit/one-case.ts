// Measures one case in a process of its own and prints what it found as JSON. Arguments: the name of the case, the URL.
import { measure } from '../../overhead/measure.ts'
import { cases, floor } from './cases.ts'

const [name, url = ''] = process.argv.slice(2)
const found = cases.find((each) => each.name === name)
if (found === undefined) throw new Error(`There is no case '${name}'.`)

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
const clockUs = (): number => performance.now() * 1000

const bare = await floor(url)
const operation = await found.make(url)
// The first call fills the cache, and what it stores may be stored a moment later.
await operation()
await new Promise((resolve) => setTimeout(resolve, 100))
// Once for the compiler, which takes its time over so much code.
await measure(bare, operation, clockUs)
const cpu = await measure(bare, operation, cpuUs)
const clock = await measure(bare, operation, clockUs)
// Connections may be kept open.
process.stdout.write(JSON.stringify({ cpu, clock }), () => process.exit())
