// One storm over one client in a process of its own; prints what the server saw as JSON.
// Arguments: the name of the client, and `late` and `rotates` where they apply.
import { setTimeout } from 'node:timers/promises'
import { type Call, clients } from './clients.ts'
import { startServer } from './server.ts'

const [name, ...flags] = process.argv.slice(2)
const client = clients.find((each) => each.name === name)
if (client === undefined) throw new Error(`There is no client '${name}'.`)

/** Whoever has no answer by then has none. */
const deadlineMs = 5_000

const server = await startServer({ rotates: flags.includes('rotates') })
const call = await client.open({ origin: server.origin, ...server.expired })
// The late one is the first to be sent.
const ids = Array.from({ length: flags.includes('late') ? 101 : 100 }, (_, i) => i)
const answers = await Promise.all(ids.map((id) => isAnswered(call, id, ids.length > 100 && id === 0)))
const { counts, isAlive } = server
const outcome = { ...counts, isAlive, calls: ids.length, answers: answers.filter(Boolean).length }
server.close()
// A client may hang or go on for ever; pipes are not written at once everywhere.
process.stdout.write(JSON.stringify(outcome), () => process.exit())

async function isAnswered(make: Call, id: number, late: boolean): Promise<boolean> {
  const answer = make(id, late).then(
    (vessel) => vessel.id === id,
    () => false,
  )
  return Promise.race([answer, setTimeout(deadlineMs, false)])
}
