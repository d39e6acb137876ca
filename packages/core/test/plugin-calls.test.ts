import { type Host, type Plugin, type Reply, anonymousSession, createClient, post } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: BodyInit | undefined
}

/** A client whose server answers with a status, and what its plugin was installed with. */
function rig(status = 201) {
  const clock = createVirtualClock()
  const sent: Sent[] = []
  let installedIn: Host | undefined
  const plugin: Plugin<'probe'> = {
    name: 'probe',
    install(host) {
      installedIn = host
      return {}
    },
  }
  const book = post('/bookings/{berth}', { idempotent: 'key' })
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    contract: { book },
    runtime: clock,
    plugins: [plugin],
    transport: {
      name: 'mock',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      send: async (request) => {
        sent.push(request)
        const headers = new Headers({ 'content-type': 'application/json' })
        const body = new TextEncoder().encode('{"id":7}')
        return { status, headers, url: request.url, body }
      },
    },
  })
  return { clock, sent, client, book, host: installedIn as unknown as Host }
}

test('a plugin calls an endpoint in the name of a session, through all stages', async () => {
  const { host, book, sent } = rig()
  const booking = host.callsOf(anonymousSession()).request(book, { params: { berth: 'b-4' }, body: { length: 40 } })
  expect(await booking).toEqual({ id: 7 })
  expect(sent[0]?.url).toBe('https://harbour.example/api/bookings/b-4')
  expect(sent[0]?.headers['idempotency-key']).toBeTruthy()
})

test('a plugin sends what was encoded before, and gets the answer whatever its status', async () => {
  const { host, sent } = rig(409)
  const body = new TextEncoder().encode('{"length":40}')
  const answer = await host.callsOf(anonymousSession()).send({
    method: 'POST',
    url: 'https://harbour.example/api/bookings/b-4',
    body,
    options: { headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1' } },
  })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toEqual({ id: 7 })
  expect(sent[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'k-1' })
})

test('what a plugin sends for a session goes to allowed origins only', async () => {
  const { host, sent } = rig()
  const { send } = host.callsOf(anonymousSession())
  const elsewhere = send({ method: 'POST', url: 'https://evil.example/', options: {} })
  await expect(elsewhere).rejects.toMatchObject({ kind: 'rejected', reason: 'origin' })
  expect(sent).toEqual([])
})

test('who asks is told of the trip of each attempt, and of its end after the attempt has given it up', async () => {
  const clock = createVirtualClock()
  const trips: string[] = []
  let arrive: ((reply: Reply) => void) | undefined
  const watch: Plugin<''> = {
    name: '',
    install: () => ({
      layers: [
        {
          stage: 'admit',
          name: 'watch',
          handle: (request, next) =>
            next({
              ...request,
              onTrip(trip) {
                trips.push('begun')
                trip.then(
                  () => trips.push('answered'),
                  () => trips.push('failed'),
                )
              },
            }),
        },
      ],
    }),
  }
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    retry: false,
    plugins: [watch],
    transport: {
      name: 'deaf to its signal',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      send: () => new Promise((resolve) => (arrive = resolve)),
    },
  })
  const call = client.get('/tides', { timeouts: { attemptMs: 100 } }).result()
  await clock.advance(100)
  expect(await call).toMatchObject({ ok: false, error: { kind: 'timeout' } })
  expect(trips).toEqual(['begun'])
  arrive?.({ status: 200, headers: new Headers(), url: 'https://harbour.example/tides', body: null })
  await clock.advance(0)
  expect(trips).toEqual(['begun', 'answered'])
})
