import { cache } from '@fairlead/cache'
import { idbStore } from '@fairlead/cache/idb'
import { createClient } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [cache({ store: idbStore(), staleMs: 7 * 86_400_000 })],
})

const call = client.get('/vessels', { cache: { mode: 'no-cache' } })
const response = await call.response()
console.log(await response.json(), response.headers.get('cache-status'))
