import { type ClientEvent, type Host, type Plugin, createClient, get } from '@fairlead/core'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

const byId = get('/vessels/{id}', { responses: { 200: z.unknown() } })

const watched = (...script: Parameters<typeof rig>) => {
  const wire = rig(...script)
  const client = createClient({ ...wire.base, contract: { byId } })
  const events: ClientEvent[] = []
  const stop = client.on((event) => events.push(event))
  return { ...wire, client, events, stop }
}

describe('events', () => {
  test('tell one call from its start to its end', async () => {
    const { client, events, clock } = watched([{ delayMs: 40, json: { a: 1 } }])
    const startedAt = clock.now()
    const call = client.api.byId({ params: { id: 'aurora' } })
    await clock.advance(40)
    await call
    const [{ operationId } = { operationId: undefined }] = events
    const common = { operationId, method: 'GET', template: '/vessels/{id}', origin: 'https://harbour.example' }
    expect(operationId).toEqual(expect.any(String))
    expect(events).toEqual([
      { ...common, type: 'operation:start', at: startedAt, detached: false },
      { ...common, type: 'attempt:start', at: startedAt, attempt: 1 },
      { ...common, type: 'attempt:end', at: startedAt + 40, attempt: 1, durationMs: 40, status: 200, bytes: 7 },
      { ...common, type: 'operation:end', at: startedAt + 40, durationMs: 40, attempts: 1, status: 200 },
    ])
  })

  test('tell retries, their waits and why there is none', async () => {
    const { client, events, clock } = watched([{ status: 503, headers: { 'retry-after': '1' } }])
    const failure = failureOf(client.get('/v', { retry: 1 }))
    await clock.advance(10_000)
    await failure
    expect(events.map(({ type }) => type)).toEqual([
      'operation:start',
      'attempt:start',
      'attempt:end',
      'retry:wait',
      'attempt:start',
      'attempt:end',
      'retry:refused',
      'operation:end',
    ])
    expect(events[3]).toMatchObject({ attempt: 1, source: 'server', waitMs: 1_125 })
    expect(events[6]).toMatchObject({ attempt: 2, reason: 'limit' })
    expect(events[7]).toMatchObject({ attempts: 2, status: 503, error: 'http' })
  })

  test('tell the kind of a failure without a status', async () => {
    const { client, events } = watched([{ error: new TypeError('down') }])
    await failureOf(client.get('/v', { retry: false }))
    expect(events.find(({ type }) => type === 'attempt:end')).toMatchObject({ error: 'network', status: undefined })
    expect(events.at(-1)).toMatchObject({ type: 'operation:end', error: 'network', attempts: 1, status: undefined })
  })

  test('tell of a call that is refused before it is sent', async () => {
    const { client, events } = watched([{ json: 1 }])
    await failureOf(client.get('//evil.example/secret'))
    expect(events.map(({ type }) => type)).toEqual(['operation:start', 'operation:end'])
    expect(events[1]).toMatchObject({ error: 'rejected', attempts: 0 })
    expect(JSON.stringify(events)).not.toMatch(/evil|secret/)
  })

  test('tell the end of a streamed call when its body has ended', async () => {
    const { client, events, clock } = watched([{ pieces: [{ waitMs: 500 }, 'a'] }])
    const text = new Response(await client.get('/v').stream()).text()
    expect(events.at(-1)).toMatchObject({ type: 'attempt:end' })
    await clock.advance(500)
    await text
    await clock.advance(0)
    expect(events.at(-1)).toMatchObject({ type: 'operation:end', durationMs: 500 })
  })

  test('tell redirects', async () => {
    const { client, events } = watched((_, index) =>
      index === 0 ? { status: 307, headers: { location: 'https://files.example/x?key=secret' } } : { json: 1 },
    )
    await client.get('/v')
    expect(events.find(({ type }) => type === 'redirect')).toMatchObject({ status: 307, crossOrigin: true })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('of a quick call have its path without the query', async () => {
    const { client, events } = watched([{ json: 1 }])
    await client.get('/vessels?key=secret', { query: { token: 'secret' } })
    await client.get('/vessels/{id}', { params: { id: 'secret' } })
    expect(new Set(events.map((event) => 'template' in event && event.template))).toEqual(
      new Set(['/vessels', '/vessels/{id}']),
    )
  })

  test('have one id for each call', async () => {
    const { client, events } = watched([{ json: 1 }])
    await Promise.all([client.get('/v'), client.get('/v')])
    expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(2)
  })
})

describe('listening', () => {
  test('stops when it is told to', async () => {
    const { client, events, stop } = watched([{ json: 1 }])
    stop()
    await client.get('/v')
    expect(events).toEqual([])
  })

  test.each([[1], [2]])(
    'is told each event once, also to listeners that take their own place, %s of them',
    async (count) => {
      const { client } = watched([{ json: 1 }])
      let told = 0
      for (let each = 0; each < count; each++) {
        const listener = (): void => {
          told++
          stop()
          stop = client.on(listener)
        }
        let stop = client.on(listener)
      }
      await client.get('/v')
      expect(told).toBe(4 * count)
    },
  )

  test('is shared by any number of listeners, also for calls of another session', async () => {
    const { client, events } = watched([{ json: 1 }])
    const others: ClientEvent[] = []
    const stop = client.on((event) => others.push(event))
    await client.withSession(client.session).get('/v')
    expect(others).toEqual(events)
    expect(events).toHaveLength(4)
    stop()
    stop()
    await client.get('/v')
    expect(events).toHaveLength(8)
    expect(others).toHaveLength(4)
  })

  test('with a listener that throws fails no call, and the console hears of it', async () => {
    const { client, events } = watched([{ json: 'ok' }])
    const bug = new Error('a bug in a listener')
    const heard = vi.spyOn(console, 'error').mockImplementation(() => {})
    client.on(() => {
      throw bug
    })
    expect(await client.get('/v')).toBe('ok')
    expect(heard.mock.calls).toEqual([[bug], [bug], [bug], [bug]])
    heard.mockRestore()
    expect(events).toHaveLength(4)
  })

  test('twice with the same function is ended one by one', async () => {
    const { client } = watched([{ json: 'ok' }])
    let heard = 0
    const listener = (): void => void heard++
    const [first] = [client.on(listener), client.on(listener)]
    first()
    await client.get('/v')
    expect(heard).toBe(4)
  })

  test('costs nothing while nobody does it', async () => {
    const { base } = rig([{ json: 1 }])
    let made = 0
    let host: Host | undefined
    const plugin: Plugin<'lane'> = { name: 'lane', install: (given) => ((host = given), {}) }
    const client = createClient({ ...base, plugins: [plugin] })
    const event = () => (made++, { type: 'plugin:lane:full' as const, at: 1, details: { length: 3 } })
    host?.emit(event)
    expect(made).toBe(0)
    const events: ClientEvent[] = []
    const stop = client.on((each) => events.push(each))
    host?.emit(event)
    expect(made).toBe(1)
    stop()
    host?.emit(event)
    expect(made).toBe(1)
    expect(events).toEqual([{ type: 'plugin:lane:full', at: 1, details: { length: 3 } }])
  })
})
