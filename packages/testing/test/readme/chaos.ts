import { createClient } from '@fairlead/core'
import { createChaosProxy, createFaultPlan } from '@fairlead/testing/chaos'
import { startFaultServer } from '@fairlead/testing/server'

const server = await startFaultServer()
const { path } = await server.script({ json: { name: 'Aurora' } })
const targetPort = Number(new URL(server.origin).port)
const proxy = await createChaosProxy({ targetPort, down: { latencyMs: 20, jitterMs: 5 } })
const client = createClient({ baseUrl: proxy.url('http', ''), retry: false })
console.log(await client.get(path).json())

proxy.admit('rst')
proxy.fault('rst')
const cut = await client.get(path).result()
console.log(cut.error?.kind)

const plan = createFaultPlan({ total: 200, drops: 20, seed: 7 })
const faults = Array.from({ length: 200 }, (_, delivered) => plan.progress(delivered)).filter(Boolean)
console.log(faults.length, plan.remaining)

await proxy.close()
await server.close()
