import { cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'

const tides = get('/tides', { tags: ['tides'], options: { cache: { ttlMs: 60_000 } } })
const client = createClient({ baseUrl: 'https://harbour.example/api', contract: { tides }, plugins: [cache()] })

const [tide] = await Promise.all([client.api.tides(), client.api.tides(), client.api.tides()])
const { headers } = await client.api.tides().response()
console.log(tide, headers.get('cache-status'))
