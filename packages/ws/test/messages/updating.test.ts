import { type Push, type Schema, createClient, get, hostOf, update } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { type MessageContract, connect, incoming } from '@fairlead/ws'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { harbour } from '../support/contract.ts'
import { memoryLive } from '../support/memory-live.ts'
import { scripted } from '../support/scripted.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

type Heard = (Push | string)[]

/** What a client's caches hear, in the order in which they hear it. */
function listen(client: Parameters<typeof hostOf>[0]): Heard {
  const heard: Heard = []
  hostOf(client).writes.subscribe((told) => heard.push(told as Push))
  client.tags.subscribe(({ tags }) => heard.push(...tags))
  return heard
}

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function live() {
  const made = memoryLive()
  cleanups.push(made.connection.close)
  await made.clock.advance(50)
  return { ...made, heard: listen(made.client) }
}

/** A connection of other messages, whose server is the test. */
async function withMessages(toClient: NonNullable<MessageContract['toClient']>, session = testSession()) {
  const clock = createVirtualClock()
  const server = scripted((link) => link.welcome())
  session.signIn('ida')
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock, plugins: [session.plugin] })
  const connection = connect(client, { url: '/live', messages: { toClient }, transport: server.transport })
  cleanups.push(connection.close)
  await clock.advance(0)
  return { clock, server, client, connection, session, heard: listen(client) }
}

/** Silences the console; answers what it was told. */
function silent() {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {})
  cleanups.push(() => spy.mockRestore())
  return spy
}

describe('a message that declares updates', () => {
  test('announces them when those who hear it have heard it, and before its tags', async () => {
    const { clock, connection, server, heard } = await live()
    connection.on('position', ({ id }) => void heard.push(`listener ${id}`))
    server.broadcast('position', { id: 'a', n: 1 })
    await clock.advance(50)
    expect(heard).toMatchObject([
      'listener a',
      { identity: '', updates: [{ endpoint: harbour.byId, input: { params: { id: 'a' } } }] },
      'vessel:a',
    ])
    const [change] = (heard[1] as Push).updates
    expect(change?.change({ id: 'a', n: 0 } as never)).toEqual({ id: 'a', n: 1 })
  })

  test('announces them where nobody hears it, and of a channel as well', async () => {
    const { clock, connection, server, heard } = await live()
    connection.channel('vessel', { id: 'a' })
    await clock.advance(50)
    server.publish('vessel', { id: 'a' }, 'moved', 90)
    await clock.advance(50)
    expect(heard).toMatchObject([{ updates: [{ endpoint: harbour.course, input: {} }] }])
  })

  test.each(['report', 'off'] as const)(
    'changes nothing where validation is %s, although its tags go stale',
    async (validation) => {
      const { server, client, connection, clock } = scriptedConnection({ onLink: (link) => link.welcome(), validation })
      cleanups.push(connection.close)
      await clock.advance(0)
      const heard = listen(client)
      server.last.say({ seq: 1, name: 'position', data: { id: 'a', n: 1 } })
      expect(heard).toEqual(['vessel:a'])
    },
  )

  test('changes nothing where it does not fit its schema', async () => {
    const { server, client, connection, clock } = scriptedConnection({ onLink: (link) => link.welcome() })
    cleanups.push(connection.close)
    await clock.advance(0)
    const heard = listen(client)
    server.last.say({ seq: 1, name: 'position', data: { id: 'a', n: 'one' } })
    expect(heard).toEqual([])
  })

  test('is given what its schema has made of the data', async () => {
    const toClient = {
      depth: incoming(z.string().transform(Number), {
        updates: (degrees) => [update(harbour.course, {}, () => ({ degrees }))],
      }),
    }
    const { server, heard } = await withMessages(toClient)
    server.last.say({ seq: 1, name: 'depth', data: '7' })
    expect((heard[0] as Push).updates[0]?.change({} as never)).toEqual({ degrees: 7 })
  })
})

describe('whose a push is', () => {
  test('that of who was there when it came, whatever a listener does then', async () => {
    const { server, connection, session, heard } = await withMessages({
      n: incoming(z.number(), { updates: () => [update(harbour.course, {}, () => undefined)] }),
    })
    connection.on('n', () => session.signIn('ben'))
    server.last.say({ seq: 1, name: 'n', data: 1 })
    expect(heard).toMatchObject([{ identity: 'ida' }])
  })

  test('nobody is told of one that a session leaves behind while its schema looks at it', async () => {
    const { promise, resolve } = Promise.withResolvers<{ value: number }>()
    const slow: Schema<number> = { '~standard': { version: 1, vendor: 'test', validate: () => promise } }
    const { clock, server, session, heard } = await withMessages({
      n: incoming(slow, { invalidates: ['n'], updates: () => [update(harbour.course, {}, () => undefined)] }),
    })
    server.last.say({ seq: 1, name: 'n', data: 1 })
    session.signIn('ben')
    resolve({ value: 1 })
    await clock.advance(50)
    expect(heard).toEqual([])
  })
})

describe('a mistake in what a message means', () => {
  const broken = (): never => {
    throw new TypeError('a mistake')
  }

  test.each([
    ['updates', incoming(z.number(), { invalidates: ['n'], updates: broken }), ['n']],
    [
      'invalidates',
      incoming(z.number(), { invalidates: broken, updates: () => [] }),
      [{ identity: 'ida', updates: [] }],
    ],
    [
      'the tags of what it updates',
      incoming(z.number(), {
        invalidates: ['n'],
        updates: () => [update(get('/broken', { tags: broken }), {}, () => undefined)],
      }),
      [{ identity: 'ida' }, 'n'],
    ],
  ])('in %s is told on the console, and keeps nothing else from being done', async (_, n, expected) => {
    const spy = silent()
    const { server, connection, heard } = await withMessages({ n })
    const errors: unknown[] = []
    connection.onError((error) => errors.push(error))
    server.last.say({ seq: 1, name: 'n', data: 1 })
    expect(heard).toMatchObject(expected)
    expect([spy.mock.calls.length, errors, connection.state]).toEqual([1, [], 'ready'])
  })
})

describe('a gap', () => {
  test('makes stale what messages have updated', async () => {
    const made = await live()
    const { clock, connection, heard } = made
    connection.channel('vessel', { id: 'a' })
    await clock.advance(50)
    made.server.publish('vessel', { id: 'a' }, 'moved', 90)
    await clock.advance(50)
    heard.length = 0
    made.restart()
    await clock.advance(5_000)
    expect(new Set(heard)).toEqual(new Set(['course', 'notices']))
  })

  test('remembers a thousand of their tags', async () => {
    const { clock, server, heard } = await withMessages({
      n: incoming(z.number(), {
        updates: (n) => [update(harbour.byId, { params: { id: String(n) } }, () => undefined)],
      }),
    })
    for (let seq = 1; seq <= 1_200; seq++) server.last.say({ seq, name: 'n', data: seq })
    heard.length = 0
    server.onLink = (link) => link.welcome({ session: 's2' })
    server.last.events.down({ code: 1006 })
    await clock.advance(5_000)
    expect([heard.length, heard.at(0), heard.at(-1)]).toEqual([1_000, 'vessel:201', 'vessel:1200'])
  })
})

describe('incoming', () => {
  test('has the types of its schema', () => {
    const Moved = z.object({ id: z.string(), degrees: z.string().transform(Number) })
    // @ts-expect-error -- the data have no such field
    incoming(Moved, { invalidates: ({ name }) => [String(name)] })
    // @ts-expect-error -- a text is no number
    incoming(Moved, { updates: ({ id }) => [update(harbour.course, {}, () => ({ degrees: id }))] })
    // @ts-expect-error -- an update is made with `update`
    incoming(Moved, { updates: ({ id }) => [id] })
    const messages = {
      toClient: {
        moved: incoming(Moved, { updates: ({ degrees }) => [update(harbour.course, {}, () => ({ degrees }))] }),
      },
    } as const satisfies MessageContract
    const heard = (connection: ReturnType<typeof connect<typeof messages>>): void => {
      connection.on('moved', ({ degrees }) => {
        degrees.toFixed()
        // @ts-expect-error -- as its schema makes it
        degrees.trim()
      })
    }
    expect(heard).toBeTypeOf('function')
  })

  test.each([[{ invalidate: ['n'] }], [{ updates: [] }], [{ invalidates: 'n' }]])('refuses %j', (effects) => {
    expect(() => incoming(z.number(), effects as never)).toThrow(expect.objectContaining({ kind: 'config' }))
  })
})
