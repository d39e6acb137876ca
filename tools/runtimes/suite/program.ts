// The suite as a program: Node, Bun and Deno run it and write the report as the last line.
import { runSuite } from './suite.ts'

const report = await runSuite(process.argv[2] ?? '')
console.log(JSON.stringify(report))
process.exit(0)
