import { memoryOutbox } from '@fairlead/queue'
import { outboxStoreCases } from '@fairlead/testing/conformance'

const kept = memoryOutbox()
const faults: string[] = []
for (const { name, run } of outboxStoreCases) {
  await run({ open: () => kept }).catch((error: unknown) => faults.push(`${name}: ${String(error)}`))
}
console.log(faults)
