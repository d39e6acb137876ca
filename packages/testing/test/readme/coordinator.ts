import { memoryCoordinator } from '@fairlead/auth'
import { coordinatorCases } from '@fairlead/testing/conformance'

const coordinator = memoryCoordinator()
const failures: string[] = []
for (const { name, run } of coordinatorCases) {
  const ran = run({ open: () => coordinator, keeps: 'clones' })
  await ran.catch((error: unknown) => failures.push(`${name}: ${String(error)}`))
}
console.log(failures)
