// The suite as a program: Node, Bun and Deno run it and write the report as the last line.
import { runSuite } from './suite.ts'

// Timers of AbortSignal.timeout keep no process alive, and a test may wait for nothing else.
const alive = setInterval(() => {}, 1_000)
const report = await runSuite(process.argv[2] ?? '')
clearInterval(alive)
console.log(JSON.stringify(report))
process.exit(0)
