// The server of one client in a process of its own; tells its parent the port.
// Arguments: the name of the client; milliseconds that a proxy adds in each direction, 0 for no proxy.
import { clientOf } from '../clients/clients.ts'

const [name, delay] = process.argv.slice(2)
const serve = await clientOf(name).serve()
const { port } = await serve()
process.send?.(Number(delay) > 0 ? await delayed(port, Number(delay)) : port)
process.once('disconnect', () => process.exit())

async function delayed(targetPort: number, latencyMs: number): Promise<number> {
  const { createChaosProxy } = await import('@fairlead/testing/chaos')
  const proxy = await createChaosProxy({ targetPort, up: { latencyMs }, down: { latencyMs } })
  return proxy.port
}
