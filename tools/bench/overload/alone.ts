// All tables of the simulation, as JSON.
import { tables } from './tables.ts'

console.log(JSON.stringify(await tables()))
process.exit(0)
