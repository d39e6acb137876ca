import { createClient } from '@fairlead/core'
import { startFaultServer } from '@fairlead/testing/server'

const server = await startFaultServer()
const client = createClient({ baseUrl: server.origin })

const { path, journal } = await server.script(
  { headers: { 'content-type': 'application/json' }, body: '{"name":', reset: 'body' },
  { json: { name: 'Aurora' } },
)
console.log(await client.get(path).json())
console.log((await journal()).map(({ method, cutOff }) => `${method} ${cutOff ? 'broken' : 'whole'}`))

await server.close()
