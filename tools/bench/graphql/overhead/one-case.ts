// Measures one client in a process of its own and prints what it found as JSON. Arguments: the name, the policy.
import { measure } from '../../overhead/measure.ts'
import type { Policy } from '../asking.ts'
import { askings } from '../askings.ts'
import { VESSELS, stub, url } from '../stub.ts'

// Before the peers are there: what they check for developers is not measured.
process.env['NODE_ENV'] = 'production'
const [, , wanted, policy] = process.argv
const found = askings.find(({ name }) => name === wanted)
if (found === undefined) throw new Error(`There is no client '${wanted}'.`)

const isHit = policy === 'cache-first'
let page = 0
// A hit is a hit after the first round; what goes to the server asks for one of a hundred pages.
const variablesOf = (): { page: number } => ({ page: page++ % 100 })

/** The request written, the stub asked, the answer read: what every client pays. */
async function bare(): Promise<unknown> {
  const body = JSON.stringify({ query: VESSELS, variables: variablesOf() })
  const { data } = (await (await stub(url, { method: 'POST', body })).json()) as { readonly data: unknown }
  return data
}

let asked = 0
const counting: typeof fetch = (...call) => {
  asked++
  return stub(...call)
}
const ask = await found.make(url, counting, policy as Policy)
for (let i = 0; i < 200; i++) await ask(VESSELS, variablesOf())
if (asked !== (isHit ? 100 : 200)) throw new Error(`${wanted} has asked ${asked} times.`)
const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
console.log(JSON.stringify(await measure(bare, () => ask(VESSELS, variablesOf()), cpuUs)))
process.exit()
