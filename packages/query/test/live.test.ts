import { auth, bearer } from '@fairlead/auth'
import { createClient, get } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { createVirtualClock } from '@fairlead/testing'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'

const Tide = z.object({ level: z.number() })
const contract = { tides: { live: get('/tides', {}) } }

let rig: Awaited<ReturnType<typeof harbour>>
beforeEach(async () => (rig = await harbour()))
afterEach(() => rig.close())

/** A real server whose streams a test writes, and a client of it. */
async function harbour() {
  const streams: { request: IncomingMessage; response: ServerResponse; user: string }[] = []
  let closed = 0
  let type = 'text/event-stream'
  const server = createServer((request, response) => {
    if (request.url === '/sign-in') {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        const { user } = JSON.parse(body) as { user: string }
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ access_token: user, expires_in: 3_600, sub: user }))
      })
      return
    }
    response.on('close', () => closed++)
    response.writeHead(200, { 'content-type': type }).flushHeaders()
    streams.push({ request, response, user: request.headers.authorization?.replace('Bearer ', '') ?? '' })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // The waits between connections pass when a test says so; the network has its own time.
  const clock = { ...createVirtualClock(), fetch: globalThis.fetch }
  const client = createClient({
    baseUrl,
    contract,
    runtime: clock,
    plugins: [auth({ strategy: bearer({ signIn: '/sign-in' }), allowHttp: true })],
  })
  const queryClient = new QueryClient()
  const q = createQueries(client)
  const disconnect = connectQueries(q, queryClient)
  const stops: (() => void)[] = []
  return {
    client,
    clock,
    q,
    queryClient,
    streams,
    closed: () => closed,
    speak: (as: string) => (type = as),
    /** The stream of a number, once it is there. */
    stream: (number: number) =>
      vi.waitFor(() => {
        const stream = streams[number]
        if (!stream) throw new Error(`no stream ${number}`)
        return stream
      }),
    watch(options: object) {
      const observer = new QueryObserver(queryClient, options as never)
      const shown: unknown[] = []
      const stop = observer.subscribe(({ data }) => {
        if (data !== undefined && JSON.stringify(data) !== JSON.stringify(shown.at(-1))) shown.push(data)
      })
      stops.push(stop)
      return { observer, shown, stop }
    },
    async close() {
      for (const stop of stops) stop()
      disconnect()
      queryClient.clear()
      await client.dispose()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

const shows = (shown: readonly unknown[], expected: unknown) => vi.waitFor(() => expect(shown.at(-1)).toEqual(expected))

test('events become data as they come, and go on where a connection broke', async () => {
  await rig.client.auth.signIn({ user: 'ida' })
  const options = rig.q.tides.live.liveOptions(undefined, {
    schema: Tide,
    reduce: (all: readonly number[] | undefined, { level }) => [...(all ?? []), level],
    call: { headers: { 'x-berth': '7' } },
  })
  const { observer, shown } = rig.watch(options)
  const first = await rig.stream(0)
  expect(first.user).toBe('ida')
  first.response.write('id: 4\ndata: {"level":1}\n\n')
  await shows(shown, [1])
  expect(observer.getCurrentResult()).toMatchObject({ status: 'success', fetchStatus: 'fetching' })
  first.response.write('id: 5\ndata: {"level":2}\n\nid: 6\ndata: {"lev')
  await shows(shown, [1, 2])
  first.response.destroy()
  await vi.waitFor(() => expect(rig.closed()).toBe(1))
  await vi.waitFor(async () => {
    await rig.clock.advance(3_000)
    expect(rig.streams).toHaveLength(2)
  })
  const second = await rig.stream(1)
  expect(second.request.headers).toMatchObject({ 'last-event-id': '5', 'x-berth': '7' })
  second.response.write('id: 6\ndata: {"level":3}\n\n')
  await shows(shown, [1, 2, 3])
})

test('lines of JSON end with what the server has said last', async () => {
  rig.speak('application/x-ndjson')
  const { observer, shown } = rig.watch(rig.q.tides.live.liveOptions(undefined, { format: 'ndjson', schema: Tide }))
  const { response } = await rig.stream(0)
  response.write('{"level":1}\n{"level"')
  await shows(shown, { level: 1 })
  response.end(':2}\n')
  await shows(shown, { level: 2 })
  await vi.waitFor(() => expect(observer.getCurrentResult()).toMatchObject({ status: 'success', fetchStatus: 'idle' }))
  // What has come to its end is not asked for again.
  rig.watch(rig.q.tides.live.liveOptions(undefined, { format: 'ndjson', schema: Tide }))
  await rig.clock.advance(10)
  expect(observer.getCurrentResult().fetchStatus).toBe('idle')
  expect(rig.streams).toHaveLength(1)
})

test('two components have one stream, and the last that goes ends it', async () => {
  const options = rig.q.tides.live.liveOptions(undefined, { schema: Tide })
  const [one, two] = [rig.watch(options), rig.watch(options)]
  const { response } = await rig.stream(0)
  response.write('data: {"level":1}\n\n')
  await shows(one.shown, { level: 1 })
  await shows(two.shown, { level: 1 })
  one.stop()
  response.write('data: {"level":2}\n\n')
  await shows(two.shown, { level: 2 })
  expect(rig.closed()).toBe(0)
  two.stop()
  await vi.waitFor(() => expect(rig.closed()).toBe(1))
  // Who comes back begins anew.
  const back = rig.watch(options)
  const next = await rig.stream(1)
  next.response.write('data: {"level":9}\n\n')
  await shows(back.shown, { level: 9 })
  expect(rig.streams).toHaveLength(2)
})

test('another user has a stream of their own, and sees nothing of the one before', async () => {
  await rig.client.auth.signIn({ user: 'ida' })
  const { shown } = rig.watch(rig.q.tides.live.liveOptions(undefined, { schema: Tide }))
  const { response } = await rig.stream(0)
  response.write('data: {"level":1}\n\n')
  await shows(shown, { level: 1 })
  shown.length = 0
  await rig.client.auth.signIn({ user: 'ben' })
  response.write('data: {"level":66}\n\n')
  const next = await vi.waitFor(() => {
    const stream = rig.streams.find(({ user }) => user === 'ben')
    if (!stream) throw new Error('no stream of ben')
    return stream
  })
  next.response.write('data: {"level":2}\n\n')
  await shows(shown, { level: 2 })
  expect(shown).toEqual([{ level: 2 }])
  await vi.waitFor(() => expect(rig.closed()).toBe(rig.streams.length - 1))
  expect(
    JSON.stringify(
      rig.queryClient
        .getQueryCache()
        .getAll()
        .map(({ queryKey }) => queryKey[0]),
    ),
  ).not.toContain('ida')
})

test.each([
  ['is no JSON', 'data: {"lev\n\n', { kind: 'decode', reason: 'syntax', method: 'GET', template: '/tides' }],
  [
    'does not fit',
    'data: {"level":"high"}\n\n',
    { kind: 'validation', direction: 'output', issues: [{ path: 'level' }] },
  ],
])('an event that %s is an error, and the stream is let go', async (_name, text, expected) => {
  const { observer } = rig.watch(rig.q.tides.live.liveOptions(undefined, { schema: Tide }))
  const { response } = await rig.stream(0)
  response.write(`data: {"level":1}\n\n${text}`)
  await vi.waitFor(() => expect(observer.getCurrentResult().status).toBe('error'))
  expect(observer.getCurrentResult()).toMatchObject({ data: { level: 1 }, error: expected })
  expect(String(observer.getCurrentResult().error)).not.toContain('high')
  await vi.waitFor(() => expect(rig.closed()).toBe(1))
})

test('an answer that is no stream of events is an error', async () => {
  rig.speak('text/html')
  const { observer } = rig.watch(rig.q.tides.live.liveOptions(undefined, { schema: Tide }))
  await vi.waitFor(() =>
    expect(observer.getCurrentResult()).toMatchObject({ error: { kind: 'decode', reason: 'content-type' } }),
  )
})
