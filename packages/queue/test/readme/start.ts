import { createClient, get } from '@fairlead/core'
import { browser, queue } from '@fairlead/queue'

const tides = get('/tides')
const history = get('/history', { options: { priority: 'low' } })
const client = createClient({
  baseUrl: 'https://harbour.example/api',
  contract: { tides, history },
  plugins: [queue(browser)],
})

const [now] = await Promise.all([client.api.tides({}, { priority: 'high' }), client.api.history()])
console.log(now, client.queue.snapshot().lanes[0]?.concurrency)
