// `node --conditions=@fairlead/source tools/oracle/run.ts <document> <folder of its contract> [--samples 3] [--count n] [--seed text]`:
// whether the contract that was made of a document sends what an independent builder of requests sends.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endpointsOf } from './contract.ts'
import { readDocument } from './document.ts'
import { judge } from './judge.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    samples: { type: 'string', default: '3' },
    count: { type: 'string' },
    seed: { type: 'string', default: 'fairlead' },
  },
})
const [document, folder] = positionals
if (!document || !folder) throw new Error('give a document and the folder of its contract')
const verdict = await judge(readDocument(document), await endpointsOf(resolve(folder)), {
  samples: Number(values.samples),
  seed: values.seed,
  ...(values.count && { count: Number(values.count) }),
  progress: (done, all) => {
    if (done % 100 === 0 || done === all) console.log(`${done} of ${all} operations`)
  },
})
for (const difference of verdict.differences) console.log(difference)
for (const pointer of verdict.missing) console.log(`${pointer} has no endpoint`)
console.log(
  `${verdict.requests} requests of ${verdict.operations} operations, ${verdict.differences.length} differences`,
)
process.exitCode = verdict.differences.length > 0 ? 1 : 0
