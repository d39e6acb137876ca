import { type Level, atMostOnce, jsonCodec, requestResponse } from '@fairlead/ws'
import { expect, expectTypeOf, test } from 'vitest'
import { scriptedConnection } from './support/scripted-connection.ts'
import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { connect, type Delivery } from '@fairlead/ws'
import { contract } from './support/contract.ts'
import { scripted } from './support/scripted.ts'

function foreign<L extends Level>(delivery: Delivery<L>) {
  const clock = createVirtualClock()
  const server = scripted((link) => link.events.open())
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock })
  const connection = connect(client, { url: '/live', messages: contract, transport: server.transport, delivery })
  return { clock, client, server, connection }
}

test('a foreign server acknowledges nothing: what was sent is told unknown', async () => {
  const { clock, server, connection } = foreign(atMostOnce())
  await clock.advance(0)
  const verdict = await connection.send('steer', { n: 1 })
  expect(verdict).toEqual({ state: 'unknown', reason: 'no-acknowledgement' })
  expect(server.last.sent).toEqual(['{"type":"steer","data":{"n":1}}'])
  expectTypeOf(verdict.state).toEqualTypeOf<'unknown' | 'not-sent'>()
  // @ts-expect-error -- at most once answers no requests
  expect(connection.request).toBeDefined()
  // @ts-expect-error -- and has no channels
  expect(connection.channel).toBeDefined()
  connection.close()
  expect(clock.pending).toBe(0)
})

test('requests are answered by their id; one whose link breaks is told unknown, or asked again where that is safe', async () => {
  const { clock, server, connection } = foreign(requestResponse())
  await clock.advance(0)
  const first = connection.request('double', 21)
  await clock.advance(0)
  expect(JSON.parse(String(server.last.sent[0]))).toEqual({ type: 'double', data: 21, id: 1 })
  server.last.say({ id: 1, data: 42 })
  expect(await first).toBe(42)
  const [unsafe, safe] = [connection.request('double', 1), connection.request('safe', 2)]
  unsafe.catch(() => {})
  await clock.advance(0)
  server.last.events.down({ code: 1006 })
  await expect(unsafe).rejects.toMatchObject({ kind: 'socket', reason: 'unknown' })
  await clock.advance(1_000)
  expect(server.last.sent).toEqual(['{"type":"safe","data":2,"id":3}'])
  server.last.say({ id: 3, error: { code: 'late', message: 'too late' } })
  await expect(safe).rejects.toMatchObject({ reason: 'refused', code: 'late' })
  connection.close()
})

test('a reconnect to a foreign server is a gap, which makes tags stale', async () => {
  const { clock, client, server, connection } = foreign(atMostOnce())
  const stale: string[] = []
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  const gaps: unknown[] = []
  connection.onGap((gap) => void gaps.push(gap))
  await clock.advance(0)
  server.last.say({ type: 'position', data: { id: 'a', n: 1 } })
  server.last.events.down({ code: 1006 })
  await clock.advance(1_000)
  expect(gaps).toEqual([{ recovered: 'none', missed: undefined, epoch: '' }])
  expect(stale).toEqual(['vessel:a', 'vessel:a', 'notices'])
  connection.close()
})

test('a foreign server is asked with its own ping, and whatever it says counts', async () => {
  const { clock, server, connection } = foreign(atMostOnce({ ping: '{"type":"ping"}', pong: '{"type":"pong"}' }))
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  await clock.advance(10_000)
  expect(server.last.sent).toEqual(['{"type":"ping"}'])
  server.last.say('{"type":"pong"}')
  await clock.advance(9_000)
  expect([connection.state, errors]).toEqual(['ready', []])
  await clock.advance(5_700)
  expect(connection.state).toBe('waiting')
  connection.close()
})

test('what a codec cannot read is told, and the link is opened anew', async () => {
  const { clock, server, connection } = foreign(
    atMostOnce({
      codec: {
        ...jsonCodec,
        decode() {
          throw new SyntaxError('odd')
        },
      },
    }),
  )
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  await clock.advance(0)
  server.last.say('odd')
  expect(errors).toMatchObject([{ kind: 'decode' }])
  expect(connection.state).toBe('waiting')
  connection.close()
})

test('a second welcome, and one that says nothing, are no reason to throw', async () => {
  const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  await clock.advance(0)
  server.last.say({ type: 'welcome', session: 's2', epoch: 'e', resumed: false, received: 0 })
  expect(errors).toMatchObject([{ kind: 'socket', reason: 'protocol' }])
  await clock.advance(2_000)
  // After one that was good, a server that goes on with a session as nobody left it.
  server.onLink = (link) => link.welcome({ resumed: true, received: 99 })
  server.last.events.down({ code: 1006 })
  await clock.advance(2_000)
  expect(errors.at(-1)).toMatchObject({ kind: 'socket', reason: 'protocol' })
  expect(connection.state).not.toBe('ready')
  server.onLink = (link) => link.welcome()
  await clock.advance(5_000)
  expect(connection.state).toBe('ready')
  server.last.say({ type: 'welcome' })
  expect(errors.at(-1)).toMatchObject({ kind: 'decode' })
  connection.close()
})

test('a request that nobody waits for any more takes up no room, though the server never answers', async () => {
  const { clock, connection } = foreign(requestResponse())
  await clock.advance(0)
  for (let n = 0; n < 1_500; n++) {
    const asked = connection.request('double', n, { deadlineMs: 1_000 })
    const [outcome] = await Promise.allSettled([asked, clock.advance(1_000)])
    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'timeout' } })
  }
  expect(connection.snapshot()).toMatchObject({ inFlight: 0, outbox: { count: 0, bytes: 0 } })
  connection.close()
})

test('what the codec has no form for is told so, and ends nothing else', async () => {
  const { clock, server, connection } = foreign(requestResponse())
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  await clock.advance(0)
  const verdicts = await Promise.all([connection.send('blob', new Uint8Array(3)), connection.send('steer', { n: 1 })])
  expect(verdicts).toEqual([
    { state: 'not-sent', reason: 'unserialisable' },
    { state: 'unknown', reason: 'no-acknowledgement' },
  ])
  expect(errors).toMatchObject([{ kind: 'socket', reason: 'unserialisable' }])
  expect([connection.state, server.last.sent]).toEqual(['ready', ['{"type":"steer","data":{"n":1}}']])
  expect(connection.snapshot().outbox).toEqual({ count: 0, bytes: 0 })
  connection.close()
})

test('a hello that throws is told, and the link is tried again', async () => {
  let isBroken = true
  const hello = (): string[] => {
    if (isBroken) throw new Error('no token yet')
    return ['{"type":"hello"}']
  }
  const { clock, server, connection } = foreign(atMostOnce({ hello }))
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  await clock.advance(0)
  expect(errors).toMatchObject([{ kind: 'socket', reason: 'protocol' }])
  expect(connection.state).toBe('waiting')
  isBroken = false
  await clock.advance(1_000)
  expect([connection.state, server.last.sent]).toEqual(['ready', ['{"type":"hello"}']])
  connection.close()
})
