// The packages in a program: tells what they did in the last line.
import { everything } from './everything.ts'

console.log(JSON.stringify({ done: await everything() }))
// What a browser's build of a renderer leaves open would keep Node alive.
process.exit(0)
