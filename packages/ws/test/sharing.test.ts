import { createVirtualClock } from '@fairlead/testing'
import { type Locks, type Runtime } from '@fairlead/core'
import { acrossTabs } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { scripted } from './support/scripted.ts'

/** Tabs that share locks and a channel, on one clock. */
function sharedRuntime() {
  const clock = createVirtualClock()
  const listeners = new Set<(message: unknown) => void>()
  let tail: Promise<unknown> = Promise.resolve()
  const locks: Locks = {
    request(_, { signal }, run) {
      const before = tail
      const turn = before.then(() => {
        signal?.throwIfAborted()
        return run()
      })
      tail = turn.catch(() => {})
      return turn
    },
  }
  const runtime: Runtime = {
    ...clock,
    locks,
    broadcast(_, listener) {
      listeners.add(listener)
      return {
        post(message) {
          for (const other of listeners)
            if (other !== listener) queueMicrotask(() => listeners.has(other) && other(message))
        },
        close: () => void listeners.delete(listener),
      }
    },
  }
  return { clock, runtime, listeners, locks }
}

const target = (runtime: Runtime) => ({
  url: 'https://harbour.example/live',
  credential: undefined,
  runtime,
})

test('a tab whose leader does not answer opens a socket of its own, and hears it no more when it wakes', async () => {
  const { clock, runtime, listeners, locks } = sharedRuntime()
  // A tab that holds the lock and is frozen.
  void locks.request('', {}, () => new Promise(() => {}))
  const server = scripted((link) => link.events.open())
  const told: string[] = []
  const link = acrossTabs(server.transport).connect(target(runtime), {
    open: () => told.push('open'),
    frame: (frame) => told.push(String(frame)),
    down: ({ code }) => told.push(`down ${code}`),
  })
  await clock.advance(1_900)
  expect(told).toEqual([])
  await clock.advance(200)
  expect(told).toEqual(['open'])
  expect(listeners.size).toBe(0)
  link.send('hello')
  expect(server.last.sent).toEqual(['hello'])
  link.close()
  expect(server.last.isClosed).toBe(true)
  await clock.advance(0)
  expect([told, clock.pending]).toEqual([['open'], 0])
})

test('two tabs share a socket; the end of the one that leads ends the links of both', async () => {
  const { clock, runtime } = sharedRuntime()
  const server = scripted((link) => link.events.open())
  const told: string[][] = [[], []]
  const [first] = told.map((own) =>
    acrossTabs(server.transport).connect(target(runtime), {
      open: () => own.push('open'),
      frame: (frame) => own.push(String(frame)),
      down: ({ code }) => own.push(`down ${code}`),
    }),
  )
  await clock.advance(0)
  expect(told).toEqual([['open'], ['open']])
  expect(server.links).toHaveLength(1)
  expect(server.last.sent[0]).toBe('tabs')
  server.last.say('2:for the second')
  await clock.advance(0)
  expect(told).toEqual([['open'], ['open', 'for the second']])
  first?.close()
  await clock.advance(0)
  expect(told).toEqual([['open'], ['open', 'for the second', 'down 1006']])
  expect([server.last.isClosed, clock.pending]).toEqual([true, 0])
})

test.each(['leads', 'is alone'])(
  'a transport that throws in a tab that %s ends the link, not the page',
  async (how) => {
    const { clock, runtime, locks } = sharedRuntime()
    if (how === 'is alone') void locks.request('', {}, () => new Promise(() => {}))
    const told: string[] = []
    const broken = {
      name: 'broken',
      connect() {
        throw new TypeError('no such URL')
      },
    }
    acrossTabs(broken).connect(target(runtime), {
      open: () => told.push('open'),
      frame: (frame) => told.push(String(frame)),
      down: ({ code }) => told.push(`down ${code}`),
    })
    await clock.advance(2_100)
    expect([told, clock.pending]).toEqual([['down 1006'], 0])
  },
)
