import { createClient } from '@fairlead/core'
import { mockTransport } from '@fairlead/testing'

const transport = mockTransport(({ method, url }) => {
  const { pathname } = new URL(url)
  if (pathname === '/tides') return { json: [{ at: '06:12', high: true }] }
  if (method === 'POST' && pathname === '/moorings') return { status: 409, json: { takenBy: 'Borea' } }
  return undefined
})
const client = createClient({ baseUrl: 'https://harbour.example', transport, retry: false })

console.log(await client.get('/tides').json())
const { status, data } = await client.post('/moorings', { body: { berth: 'N4' } }).result()
console.log(status, data, transport.requests.at(-1)?.text)
const unscripted = await client.get('/weather').result()
console.log(unscripted.error?.message)
