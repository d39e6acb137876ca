import { createClient } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

/** A signal, and the listeners that are on it. */
function countedSignal() {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const listeners = () => {
    const gone = new Set(removed.mock.calls.map(([, listener]) => listener))
    return added.mock.calls.filter(([, listener]) => !gone.has(listener)).length
  }
  return { signal, listeners }
}

const cases: [string, Answer, 'json' | 'text' | 'response'][] = [
  ['that go well', { json: 1 }, 'json'],
  ['without a body', { status: 204 }, 'text'],
  ['that fail', { status: 404, body: 'no' }, 'json'],
  ['that are retried', { status: 503, body: 'busy' }, 'json'],
  ['that break off', { pieces: ['a'], end: 'break' }, 'text'],
  ['that are not what they say', { body: '{' }, 'json'],
  ['that take too long', { hang: true }, 'json'],
  ['whose body stands still', { pieces: ['a'], end: 'stall' }, 'text'],
]

describe('30 calls on one long-lived signal', () => {
  test.each(cases)('%s leave no listener, timer or unread body behind', async (_, answer, view) => {
    const { base, clock, sent } = rig([answer])
    const client = createClient(base)
    const { signal, listeners } = countedSignal()
    const call = () => client.get('/v', { signal })
    const calls = Array.from({ length: 30 }, () => Promise.allSettled([call()[view]()]))
    await clock.advance(400_000)
    await Promise.all(calls)
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
    expect(sent.length).toBeGreaterThanOrEqual(30)
    expect(sent.filter(({ released }) => released === false)).toEqual([])
  })

  test('whose streams are read to the end leave nothing', async () => {
    const { base, clock } = rig([{ pieces: ['a', 'b'] }])
    const { signal, listeners } = countedSignal()
    for (let call = 0; call < 30; call++) {
      const response = await createClient(base).get('/v', { signal }).response()
      expect(await response.text()).toBe('ab')
    }
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test('whose streams are cancelled leave nothing', async () => {
    const { base, clock, sent } = rig([{ pieces: ['a'], end: 'stall' }])
    const { signal, listeners } = countedSignal()
    for (let call = 0; call < 30; call++) {
      const stream = await createClient(base).get('/v', { signal }).stream()
      await stream.cancel()
    }
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
    expect(sent.every(({ released }) => released)).toBe(true)
  })

  test('that end in an aborted signal leave nothing', async () => {
    const { base, clock } = rig([{ hang: true }])
    const controller = new AbortController()
    const calls = Array.from({ length: 30 }, () =>
      failureOf(createClient(base).get('/v', { signal: controller.signal })),
    )
    await clock.advance(1)
    controller.abort()
    await Promise.all(calls)
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  test('keep one listener each while they run', async () => {
    const { base, clock } = rig([{ delayMs: 10, json: 1 }])
    const { signal, listeners } = countedSignal()
    const calls = Array.from({ length: 3 }, () => createClient(base).get('/v', { signal }))
    await clock.advance(5)
    expect(listeners()).toBe(3)
    await clock.advance(5)
    await Promise.all(calls)
    expect(listeners()).toBe(0)
  })
})

describe('a call refused before it is sent', () => {
  test('leaves nothing behind', async () => {
    const { base, clock } = rig([{ json: 1 }])
    const { signal, listeners } = countedSignal()
    await failureOf(createClient(base).get('//evil.example', { signal }))
    await failureOf(createClient(base).get('/v', { signal, nonsense: 1 } as object))
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
  })
})

describe('dispose', () => {
  test('ends the plugins', async () => {
    const ended: string[] = []
    const plugin = <const Name extends string>(name: Name) =>
      ({ name, install: () => ({ dispose: () => void ended.push(name) }) }) as const
    const client = createClient({ ...rig([]).base, plugins: [plugin('one'), plugin('two')] })
    await client.dispose()
    expect(ended.toSorted()).toEqual(['one', 'two'])
  })
})
