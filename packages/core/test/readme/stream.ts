import { createClient, ndjson, sse } from '@fairlead/core'

const client = createClient({ baseUrl: 'https://harbour.example/api' })

for await (const position of ndjson<{ vessel: string }>(client.get('/positions').stream())) {
  console.log(position.vessel)
}

const open = (lastEventId: string) =>
  client.get('/tides/live', { headers: lastEventId ? { 'last-event-id': lastEventId } : {} }).response()

for await (const event of sse(open)) {
  console.log(event.type, event.data)
  if (event.data === 'high') break
}
