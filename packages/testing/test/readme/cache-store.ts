import { memoryStore } from '@fairlead/cache'
import { cacheStoreCases } from '@fairlead/testing/conformance'

const store = memoryStore()
const failures: string[] = []
for (const { name, needs, run } of cacheStoreCases) {
  if (needs === 'copies') continue
  const ran = run({ open: () => store, copies: false })
  await ran.catch((error: unknown) => failures.push(`${name}: ${String(error)}`))
}
console.log(failures)
