import { type ClientEvent, type Transport, createClient, hostOf } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'

/** A client whose server answers with these statuses, one after the other. */
function answering(statuses: readonly number[]) {
  const sent: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }[] = []
  const transport: Transport = {
    name: 'answering',
    capabilities: { streamUp: false, streamDown: true, uploadProgress: false, redirectControl: true },
    async send({ headers, body, url }) {
      const status = statuses[sent.length] ?? 200
      sent.push({ headers, body })
      const stream = new Blob([`answer ${sent.length}`]).stream()
      return { status, headers: new Headers(), url, body: stream }
    },
  }
  const clock = createVirtualClock()
  const client = createClient({ baseUrl: 'https://harbour.example/api', transport, runtime: clock })
  const events: ClientEvent[] = []
  client.on((event) => void events.push(event))
  const { callsOf, session } = hostOf(client)
  return { sent, clock, events, exchange: callsOf(session()).exchange }
}

const call = { method: 'POST', url: '/graphql', body: '{"query":"{ berths }"}', options: {} } as const

test('a protocol gets the reply whatever its status, read whole, and names its own media type', async () => {
  const { sent, exchange } = answering([422])
  const reply = await exchange({ ...call, options: { headers: { 'content-type': 'application/json' } } })
  expect([reply.status, new TextDecoder().decode(reply.body as Uint8Array)]).toEqual([422, 'answer 1'])
  expect(sent).toEqual([{ headers: { 'content-type': 'application/json' }, body: call.body }])
})

test('its body comes as a stream where that is asked for', async () => {
  const { exchange } = answering([200])
  const { body } = await exchange({ ...call, streamed: true })
  expect(body).toBeInstanceOf(ReadableStream)
  expect(await new Response(body as ReadableStream).text()).toBe('answer 1')
})

test('a protocol says whether its call may be repeated, and what its replies mean', async () => {
  const once = answering([503])
  expect((await once.exchange(call)).status).toBe(503)
  const again = answering([503, 500])
  const replies = again.exchange({
    ...call,
    repeatable: true,
    classify: ({ status }) => (status === 500 ? 'applied' : undefined),
  })
  await again.clock.advance(10_000)
  expect([(await replies).status, again.sent.length]).toEqual([500, 2])
})

test('it is told of by the template that the protocol gives', async () => {
  const { events, exchange } = answering([200])
  await exchange({ ...call, template: '/graphql VesselFile' })
  expect(new Set(events.map((event) => 'template' in event && event.template))).toEqual(
    new Set(['/graphql VesselFile']),
  )
})
