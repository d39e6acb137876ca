import { createClient, platformRuntime } from '@fairlead/core'
import { connect, native } from '@fairlead/ws'
import { afterEach, expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { type LiveServer, startLive } from '../support/live-server.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function live(options: Parameters<typeof startLive>[0] = {}) {
  const server: LiveServer = await startLive(options)
  cleanups.push(() => server.close())
  const client = createClient({ baseUrl: server.url })
  const connection = connect(client, { url: '/live', messages: contract })
  cleanups.push(() => connection.close())
  return { server, client, connection }
}

test('a message to the server is acknowledged, in order', async () => {
  const { server, connection } = await live()
  const verdicts = await Promise.all(Array.from({ length: 200 }, (_, n) => connection.send('steer', { n })))
  expect(new Set(verdicts.map(({ state }) => state))).toEqual(new Set(['acknowledged']))
  expect(server.heard).toEqual(Array.from({ length: 200 }, (_, n) => n))
  expect(connection.snapshot()).toMatchObject({ state: 'ready', outbox: { count: 0, bytes: 0 }, inFlight: 0 })
})

test('a message of the server is heard, in order, and makes its tags stale', async () => {
  const { server, client, connection } = await live()
  await connection.ready()
  const heard: number[] = []
  const stale: string[] = []
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  connection.on('position', ({ n }) => void heard.push(n))
  const reader = connection.messages('position')
  for (let n = 0; n < 5; n++) server.sockets.broadcast('position', { id: 'ever-given', n })
  for (let n = 0; n < 5; n++) expect(await reader.next()).toEqual({ done: false, value: { id: 'ever-given', n } })
  expect(heard).toEqual([0, 1, 2, 3, 4])
  expect(stale).toEqual(Array.from({ length: 5 }, () => 'vessel:ever-given'))
})

test('a request is answered; a refusal is told, and an error of the server is not', async () => {
  const { connection } = await live()
  expect(await connection.request('double', 21)).toBe(42)
  await expect(connection.request('fail', 'late')).rejects.toMatchObject({
    kind: 'socket',
    reason: 'refused',
    code: 'late',
    data: { until: 'noon' },
  })
  const error = await connection.request('fail', 'oops').catch((reason: unknown) => reason as Error)
  expect(error).toMatchObject({ code: 'internal' })
  expect(String(error)).not.toContain('secret')
})

test('an aborted request rejects at once, and the handler is told', async () => {
  const { server, connection } = await live()
  await connection.ready()
  const controller = new AbortController()
  const request = connection.request('slow', 1, { signal: controller.signal })
  await expect.poll(() => connection.snapshot().inFlight).toBe(0)
  controller.abort('enough')
  await expect(request).rejects.toMatchObject({ kind: 'abort', cause: 'enough' })
  await expect.poll(() => server.heard).toEqual([-1])
})

test('a channel sends to its subscribers alone, and refuses who may not', async () => {
  const { server, connection } = await live()
  const vessel = connection.channel('vessel', { id: 'ever-given' })
  const other = connection.channel('vessel', { id: 'mont-blanc' })
  const heard: [string, number][] = []
  vessel.on('moved', (n) => void heard.push(['ever-given', n]))
  other.on('moved', (n) => void heard.push(['mont-blanc', n]))
  await Promise.all([vessel.ready, other.ready])
  expect(server.sockets.publish('vessel', { id: 'ever-given' }, 'moved', 1)).toBe(1)
  await expect.poll(() => heard).toEqual([['ever-given', 1]])
  vessel.close()
  await connection.request('double', 1)
  expect(server.sockets.publish('vessel', { id: 'ever-given' }, 'moved', 2)).toBe(0)
  await expect(connection.channel('vessel', { id: 'secret' }).ready).rejects.toMatchObject({ code: 'forbidden' })
})

test('bytes arrive as bytes', async () => {
  const { server, connection } = await live()
  expect(await connection.send('blob', new Uint8Array(70_000))).toEqual({ state: 'acknowledged' })
  expect(server.heard).toEqual([70_000])
})

test('what cannot be sent is refused at the call, and the connection stays', async () => {
  const { connection } = await live()
  await connection.ready()
  await expect(connection.send('steer', { n: 'x' as never })).rejects.toMatchObject({
    kind: 'validation',
    direction: 'input',
  })
  await expect(connection.send('nothing' as never, {} as never)).rejects.toMatchObject({
    kind: 'socket',
    reason: 'unknown-message',
  })
  await expect(connection.send('blob', new Uint8Array(600_000))).rejects.toMatchObject({
    kind: 'socket',
    reason: 'too-large',
  })
  expect(connection.state).toBe('ready')
  connection.close()
  await expect(connection.send('steer', { n: 1 })).rejects.toMatchObject({ kind: 'socket', reason: 'closed' })
})

test('nothing is written to a socket that is closing, of which browsers complain', () => {
  const written: unknown[] = []
  class Closing extends EventTarget {
    readyState = 1
    send = (frame: unknown): void => void written.push(frame)
    close(): void {
      this.readyState = 2
    }
  }
  const target = { url: 'https://harbour.example/live', credential: undefined, runtime: platformRuntime }
  const events = { open() {}, frame() {}, down() {} }
  const link = native({ WebSocket: Closing as never }).connect(target, events)
  link.send('before')
  link.close()
  link.send('after')
  expect(written).toEqual(['before'])
})
