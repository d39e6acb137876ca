import { cache } from '@fairlead/cache'
import { createClient } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { redisStore } from '@fairlead/redis/cache'
import { sharedRates } from '@fairlead/redis/queue'
import { createClient as connect } from '@redis/client'

const connection = await connect({ url: process.env['REDIS_URL'] ?? 'redis://localhost' })
  .on('error', (error) => console.error('Redis:', error.code))
  .connect()
const fleet = redis(connection, { namespace: 'harbour' })
const rates = sharedRates(fleet, 'tides', [{ limit: 100, periodMs: 1_000 }])

const client = createClient({
  baseUrl: 'https://tides.example',
  plugins: [cache({ store: redisStore(fleet) }), queue({ rates: rates.rates })],
})
console.log(await client.get('/tides').json())

await client.dispose()
await rates.close()
fleet.close()
await connection.close()
