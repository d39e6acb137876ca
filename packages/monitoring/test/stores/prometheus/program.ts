// A program that makes calls to a server of its own and lets Prometheus read what it measured. It prints its port.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@fairlead/core'
import { createRegistry, prometheus } from '@fairlead/monitoring/prometheus'
import { CACHE_ANSWERS } from '../../../src/instruments.ts'
import { hostile } from './hostile.ts'

let asked = 0
const harbour = createServer((request, response) => {
  // The first of all calls fails once.
  response.statusCode = asked++ === 0 ? 503 : request.url === '/missing' ? 404 : 200
  response.setHeader('content-type', 'application/json').end('{"name":"Ever Given"}')
}).listen(0, '127.0.0.1')
await once(harbour, 'listening')

const registry = createRegistry()
const client = createClient({
  baseUrl: `http://127.0.0.1:${(harbour.address() as AddressInfo).port}`,
  plugins: [prometheus({ registry, labels: { client: 'harbour' } })],
})
for (let i = 0; i < 7; i++) await client.get('/vessels').json()
await client.get('/missing').result()
for (const [given] of hostile) registry.measure(CACHE_ANSWERS, 3, { outcome: given })

const metrics = createServer((request, response) => {
  const { body, contentType } = client.prometheus.answer(request.url === '/text' ? undefined : request.headers.accept)
  response.setHeader('content-type', contentType).end(body)
}).listen(0, '127.0.0.1')
await once(metrics, 'listening')
console.log((metrics.address() as AddressInfo).port)
