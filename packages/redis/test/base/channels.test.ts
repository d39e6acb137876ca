import type { NodeRedisLike, NodeRedisSubscriber } from '@fairlead/redis'
import { describe, expect, test, vi } from 'vitest'
import { handMade } from '../support/hand-made.ts'

/** A Redis that hears itself, through connections of which each can break in its own way. */
function radio() {
  const connections: ReturnType<typeof connect>[] = []
  const state = { isDeaf: false, isHanging: false, isRefusing: false, isClosed: false }

  function connect() {
    const channels = new Map<string, (text: string) => void>()
    const events = new Map<string, () => void>()
    const own = { channels, isOpen: true, emit: (event: string) => events.get(event)?.() }
    const connection: NodeRedisSubscriber = {
      connect: () => (state.isRefusing ? Promise.reject(new Error('ECONNREFUSED')) : Promise.resolve()),
      async subscribe(channel, listener) {
        if (state.isHanging) await new Promise(() => {})
        channels.set(channel, listener)
      },
      async unsubscribe(channel) {
        channels.delete(channel)
      },
      on: (event, listener) => events.set(event, listener),
      destroy() {
        if (!own.isOpen) throw new Error('closed already')
        own.isOpen = false
        channels.clear()
      },
    }
    return { ...own, connection, isOpen: () => own.isOpen }
  }

  const publish = (channel: string, text: string): void => {
    if (!state.isDeaf) for (const { channels } of connections) channels.get(channel)?.(text)
  }
  const client: NodeRedisLike = {
    async eval(_source, { arguments: [channel = '', text = ''] }) {
      publish(channel, text)
    },
    evalSha: (_sha, options) => client.eval('', options),
    duplicate() {
      if (state.isClosed) throw new Error('the client is closed')
      const made = connect()
      connections.push(made)
      return made.connection
    },
  }
  const { fleet, clock } = handMade(client)
  const heard: string[] = []
  return {
    fleet,
    clock,
    state,
    publish,
    connections,
    open: () => connections.filter(({ isOpen }) => isOpen()).length,
    heard,
    listen: (channel = 'tides') => fleet.listen(channel, (text) => heard.push(text)),
  }
}

describe('a channel', () => {
  test('is heard over one connection for all, that is there only while somebody listens', async () => {
    const { listen, clock, open, publish, heard, connections } = radio()
    expect(connections).toHaveLength(0)
    const stops = [listen('a'), listen('b'), listen('b')]
    await clock.advance(0)
    expect([open(), heard.splice(0)]).toEqual([1, ['lost', 'lost', 'lost']])
    publish('a', 'one')
    publish('b', 'two')
    expect(heard.splice(0)).toEqual(['one', 'two', 'two'])
    stops[1]?.()
    stops[1]?.()
    publish('b', 'three')
    expect(heard.splice(0)).toEqual(['three'])
    for (const stop of stops) stop()
    expect(open()).toBe(0)
    await vi.waitFor(() => expect(clock.pending).toBe(0))
    expect(listen('a')).toEqual(expect.any(Function))
    await clock.advance(0)
    expect([open(), connections.length]).toEqual([1, 2])
  })

  test('keeps its connection as long as that hears', async () => {
    const { listen, clock, connections, heard } = radio()
    listen()
    await clock.advance(60_000)
    expect([connections.length, heard]).toEqual([1, ['lost']])
  })

  test('counts the same function as often as it listens', async () => {
    const { fleet, clock, publish } = radio()
    const heard: string[] = []
    const listener = (text: string): void => void heard.push(text)
    const stops = [fleet.listen('tides', listener), fleet.listen('tides', listener)]
    await clock.advance(0)
    heard.length = 0
    stops[0]?.()
    publish('tides', 'high')
    expect(heard).toEqual(['high'])
  })

  test('goes over another connection when the one it has says nothing, though it is open', async () => {
    const { listen, clock, state, connections, open, heard, publish } = radio()
    listen()
    await clock.advance(1_000)
    heard.length = 0
    state.isDeaf = true
    await clock.advance(12_000)
    expect(connections.length).toBeGreaterThan(1)
    expect(heard).toContain('lost')
    state.isDeaf = false
    await clock.advance(12_000)
    const count = connections.length
    expect(open()).toBe(1)
    heard.length = 0
    publish('tides', 'high')
    await clock.advance(60_000)
    expect([heard, connections.length]).toEqual([['high'], count])
  })

  test.each(['isHanging', 'isRefusing', 'isClosed'] as const)(
    'is tried for ever, and in time, where it %s',
    async (fault) => {
      const { listen, clock, state, open, heard, connections } = radio()
      state[fault] = true
      const stop = listen()
      await clock.advance(60_000)
      expect(open()).toBeLessThanOrEqual(1)
      expect(connections.length).toBeLessThanOrEqual(61)
      state[fault] = false
      heard.length = 0
      await clock.advance(7_000)
      expect([open(), heard.at(-1)]).toEqual([1, 'lost'])
      stop()
      expect(open()).toBe(0)
    },
  )

  test.each(['error', 'ready', 'end'])(
    'says that something may have been missed at an `%s` of its connection',
    async (event) => {
      const { listen, clock, connections, heard } = radio()
      listen()
      await clock.advance(0)
      heard.length = 0
      connections[0]?.emit(event)
      expect(heard).toEqual(['lost'])
    },
  )

  test('is not told of by a connection that was given up', async () => {
    const { listen, clock, connections, heard, state } = radio()
    listen()
    await clock.advance(0)
    const late = connections[0]?.channels.get('tides')
    state.isDeaf = true
    await clock.advance(12_000)
    state.isDeaf = false
    expect(connections).toHaveLength(2)
    heard.length = 0
    connections[0]?.emit('error')
    late?.('late')
    expect(heard).toEqual([])
  })

  test('is heard by the others when one listener throws', async () => {
    const { fleet, listen, clock, heard, publish } = radio()
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    fleet.listen('tides', () => {
      throw new Error('broken')
    })
    listen()
    await clock.advance(0)
    publish('tides', 'high')
    expect([heard, told.mock.calls.length]).toEqual([['lost', 'high'], 2])
    told.mockRestore()
  })

  test('is not heard after the Redis is closed, whenever that is', async () => {
    for (const atMs of [0, 1, 5_000, 9_999, 10_000, 10_500, 11_000, 11_001]) {
      const { fleet, listen, clock, state, open, heard } = radio()
      listen()
      state.isDeaf = true
      await clock.advance(atMs)
      fleet.close()
      fleet.close()
      heard.length = 0
      listen('other')
      await clock.advance(10_000)
      expect([open(), clock.pending, heard]).toEqual([0, 0, []])
    }
  })
})
