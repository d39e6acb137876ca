import { cache } from '@fairlead/cache'
import { createClient, fetchTransport } from '@fairlead/core'
import * as vessels from './contract.ts'
import { harbour } from './harbour.ts'

const client = createClient({
  baseUrl: 'https://harbour.example',
  contract: { vessels },
  transport: fetchTransport({ fetch: harbour }),
  plugins: [cache({ ttlMs: 60_000 })],
})
const params = { id: 'aurora' }

await Promise.all([client.api.vessels.byId({ params }), client.api.vessels.byId({ params })])
await client.api.vessels.byId({ params })
console.log(harbour.requests.length)

await client.api.vessels.rename({ params, body: { name: 'Borea' } })
const renamed = await client.api.vessels.byId({ params })
console.log(renamed.name, harbour.requests.length)
