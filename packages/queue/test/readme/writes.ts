import { createClient, post } from '@fairlead/core'
import { outbox, queue } from '@fairlead/queue'

const moor = post('/berths/{berth}/moorings')
const client = createClient({
  baseUrl: 'https://harbour.example/api',
  contract: { moor },
  plugins: [queue({ outbox: outbox() })],
})

const mooring = await client.queue.outbox.send(moor, { params: { berth: 'b-4' } }, { waitMs: 2_000 })
if (mooring.state === 'sent') console.log('moored', mooring.data)
else mooring.receipt.watch((state) => console.log('the mooring is', state))
