// One probe over one client in a process of its own; prints what came of it as JSON.
// Arguments: the name of the client, the name of the probe, and for `store` the fault.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fault } from '../clients/client.ts'
import { clients } from '../clients/clients.ts'
import { startOrigin } from '../server.ts'
import { flights } from './flights.ts'
import { memory } from './memory.ts'
import { storeFault } from './store.ts'
import { truth } from './truth.ts'

const [name, probe, fault] = process.argv.slice(2)
const client = clients.find((each) => each.name === name)
if (client === undefined) throw new Error(`There is no client '${name}'.`)

// What a broken store rejects with may be nobody's: the question is what the callers get.
process.on('unhandledRejection', () => undefined)
process.on('uncaughtException', () => undefined)

const origin = await startOrigin()
const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-'))
const start = { url: origin.url, folder, ...(fault !== undefined && { fault: fault as Fault }) }
const found = await run()
rmSync(folder, { recursive: true, force: true })
// A client may hang for ever; pipes are not written at once everywhere.
process.stdout.write(JSON.stringify(found), () => process.exit())

async function run() {
  const open = await client!.load()
  const opened = await open(start)
  if (probe === 'flights') return flights(opened, origin)
  if (probe === 'truth') return truth(opened, origin)
  if (probe === 'memory') return memory(opened, origin)
  return storeFault(opened, fault as Fault)
}
