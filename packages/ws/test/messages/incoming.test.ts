import { createVirtualClock } from '@fairlead/testing'
import { connect } from '@fairlead/ws'
import { createClient, type Schema } from '@fairlead/core'
import { expect, test } from 'vitest'
import { scripted } from '../support/scripted.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

const ready = async (options: Parameters<typeof scriptedConnection>[0] = {}) => {
  const made = scriptedConnection({ onLink: (link) => link.welcome(), ...options })
  await made.clock.advance(0)
  const errors: { readonly kind: string; readonly reason?: string }[] = []
  made.connection.onError((error) => void errors.push(error))
  return { ...made, errors }
}

test('a message that does not fit is given to nobody, reported without its values, and the link stays', async () => {
  const { server, connection, errors } = await ready()
  const heard: unknown[] = []
  connection.on('position', (data) => void heard.push(data))
  server.last.say({ seq: 1, name: 'position', data: { id: 'secret-ship', n: 'seven' } })
  server.last.say({ seq: 2, name: 'position', data: { id: 'a', n: 7 } })
  expect(heard).toEqual([{ id: 'a', n: 7 }])
  expect(errors).toMatchObject([{ kind: 'validation', direction: 'output', issues: [{ path: 'n' }] }])
  expect(JSON.stringify(errors) + String(errors[0])).not.toContain('secret-ship')
  connection.close()
})

test('where it is only to be reported, it is given on as it is', async () => {
  const { server, connection, errors } = await ready({ validation: 'report' })
  const heard: unknown[] = []
  connection.on('notice', (data) => void heard.push(data))
  server.last.say({ seq: 1, name: 'notice', data: 7 })
  expect([heard, errors.length]).toEqual([[7], 1])
  connection.close()
})

test('a message of a name that the contract does not have is reported', async () => {
  const { server, connection, errors } = await ready()
  server.last.say({ seq: 1, name: 'constructor', data: 7 })
  expect(errors).toMatchObject([{ kind: 'socket', reason: 'unknown-message' }])
  connection.close()
})

test('what is sent twice is heard once, and what skips one ends the link', async () => {
  const { clock, server, connection, errors } = await ready()
  const heard: string[] = []
  connection.on('notice', (data) => void heard.push(data))
  server.last.say({ seq: 1, name: 'notice', data: 'a' })
  server.last.say({ seq: 1, name: 'notice', data: 'a' })
  server.last.say({ seq: 3, name: 'notice', data: 'c' })
  expect(heard).toEqual(['a'])
  expect(errors).toMatchObject([{ reason: 'protocol' }])
  await clock.advance(2_000)
  expect(server.last.heard('hello')).toMatchObject([{ session: 's1', received: 1 }])
  connection.close()
})

test('a gap is told with what is gone, and makes stale what messages list and what they named', async () => {
  const { clock, server, client, connection } = await ready({ gapInvalidates: ['everything'] })
  const gaps: unknown[] = []
  const stale: string[] = []
  connection.onGap((gap) => void gaps.push(gap))
  server.last.say({ seq: 1, name: 'position', data: { id: 'a', n: 1 } })
  server.onLink = (link) => link.welcome({ resumed: true, missed: { from: 2, to: 9 } })
  server.last.events.down({ code: 1006 })
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  await clock.advance(2_000)
  expect(gaps).toEqual([{ recovered: 'partial', missed: { from: 2, to: 9 }, epoch: 'e1' }])
  expect(stale.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['everything', 'notices', 'vessel:a'])
  server.last.say({ seq: 10, name: 'notice', data: 'on' })
  expect(connection.state).toBe('ready')
  connection.close()
})

test('readers get messages in order, end with the connection, and are bounded', async () => {
  const { server, connection } = await ready()
  const reader = connection.messages('notice', { maxBuffered: 3 })
  const latest = connection.messages('notice', { maxBuffered: 2, whenFull: 'drop-oldest' })
  for (let seq = 1; seq <= 4; seq++) server.last.say({ seq, name: 'notice', data: `n${seq}` })
  for (let seq = 1; seq <= 3; seq++) expect(await reader.next()).toEqual({ done: false, value: `n${seq}` })
  await expect(reader.next()).rejects.toMatchObject({ kind: 'socket', reason: 'slow-reader' })
  expect(await reader.next()).toEqual({ done: true, value: undefined })
  expect([await latest.next(), await latest.next()].map(({ value }) => value)).toEqual(['n3', 'n4'])
  const pending = latest.next()
  connection.close()
  expect(await pending).toEqual({ done: true, value: undefined })
})

test('a reader ends with its signal, and leaving the loop lets go', async () => {
  const { server, connection } = await ready()
  const controller = new AbortController()
  const pending = connection.messages('notice', { signal: controller.signal }).next()
  controller.abort()
  expect(await pending).toEqual({ done: true, value: undefined })
  server.last.say({ seq: 1, name: 'notice', data: 'x' })
  const read = (async () => {
    for await (const notice of connection.messages('notice')) return notice
    return undefined
  })()
  server.last.say({ seq: 2, name: 'notice', data: 'y' })
  expect(await read).toBe('y')
  connection.close()
})

test('schemas that take their time keep the order, both ways', async () => {
  const clock = createVirtualClock()
  const slow: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: async (value) => {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 100 - Number(value) * 10))
        return { value: Number(value) }
      },
    },
  }
  const server = scripted((link) => link.welcome())
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock })
  const messages = { toClient: { n: slow }, toServer: { n: slow } }
  const connection = connect(client, { url: '/live', messages, transport: server.transport })
  await clock.advance(0)
  const heard: number[] = []
  connection.on('n', (n) => void heard.push(n))
  for (let n = 1; n <= 5; n++) {
    server.last.say({ seq: n, name: 'n', data: n })
    void connection.send('n', n)
  }
  await clock.advance(200)
  expect(heard).toEqual([1, 2, 3, 4, 5])
  const sent = server.last.sent.slice(1).filter((frame) => String(frame).includes('"name"'))
  expect(sent.map((frame) => (JSON.parse(String(frame)) as { data: number }).data)).toEqual([1, 2, 3, 4, 5])
  connection.close()
})
