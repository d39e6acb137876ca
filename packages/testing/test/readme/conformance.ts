import { fetchTransport } from '@fairlead/core'
import { connectFaults, conformanceContext, transportCases } from '@fairlead/testing/conformance'
import { startFaultServer } from '@fairlead/testing/server'

const server = await startFaultServer()
const transport = fetchTransport()
const context = conformanceContext(transport, await connectFaults(server.origin))

const failures: string[] = []
for (const { name, needs, run } of transportCases) {
  if (needs && !transport.capabilities[needs]) continue
  await run(context).catch((error: unknown) => failures.push(`${name}: ${String(error)}`))
}
console.log(failures)

await server.close()
