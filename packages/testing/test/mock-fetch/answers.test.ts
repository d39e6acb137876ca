import { createClient, fetchTransport, get, ndjson, sse } from '@fairlead/core'
import {
  type Handlers,
  type MockOptions,
  createVirtualClock,
  events,
  hang,
  mockFetch,
  networkError,
  stream,
} from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { aurora, contract } from './harbour.ts'

const baseUrl = 'https://harbour.example'
const params = { id: 'aurora' }

function rig(handlers: Handlers<typeof contract>, options: MockOptions = {}) {
  const runtime = createVirtualClock()
  const mock = mockFetch(contract, handlers, { runtime, ...options })
  const client = createClient({ baseUrl, contract, runtime, retry: false, transport: fetchTransport({ fetch: mock }) })
  return { runtime, mock, vessels: client.api.vessels }
}

/** Data that the compiler would not let through. */
const lie = (data: unknown): never => data as never

describe('an answer', () => {
  test('has the status, the body and the fields that the handler gives', async () => {
    const { vessels } = rig({
      vessels: {
        byId: ({ reply }) =>
          reply(404, { title: 'No such vessel' }, { headers: { 'content-type': 'application/problem+json' } }),
        remove: () => undefined,
        order: ({ reply }) => reply(202, { later: 'tomorrow' }),
      },
    })
    expect(await vessels.byId({ params }).result()).toMatchObject({
      status: 404,
      data: { title: 'No such vessel' },
      error: { kind: 'http', problem: { title: 'No such vessel' } },
    })
    expect(await vessels.remove({ params }).result()).toMatchObject({ ok: true, status: 204, data: undefined })
    expect(await vessels.order().result()).toMatchObject({ status: 202, data: { later: 'tomorrow' } })
  })

  test('may be a Response, which goes as it is', async () => {
    const { vessels } = rig({ vessels: { byId: () => new Response('<p>Bad gateway', { status: 502 }) } })
    expect(await vessels.byId({ params }).result()).toMatchObject({ status: 502, data: expect.anything() })
  })

  test('comes after its delay, in the time of the clock', async () => {
    const { vessels, runtime } = rig({ vessels: { byId: ({ reply }) => reply(200, aurora, { delayMs: 300 }) } })
    let got: unknown
    void vessels.byId({ params }).then((data) => (got = data))
    await runtime.advance(299)
    expect(got).toBeUndefined()
    await runtime.advance(1)
    expect(got).toEqual(aurora)
    expect(runtime.pending).toBe(0)
  })

  test.each(['delay', 'hang', 'handler', 'latency'])('is given up when the caller goes (%s)', async (how) => {
    let seen: AbortSignal | undefined
    const { vessels, runtime } = rig(
      {
        vessels: {
          byId: ({ reply, signal }) => {
            seen = signal
            if (how === 'handler') return new Promise<never>(() => {})
            return how === 'delay' ? reply(200, aurora, { delayMs: 1_000 }) : hang()
          },
        },
      },
      how === 'latency' ? { faults: () => ({ latencyMs: 1_000 }) } : {},
    )
    const controller = new AbortController()
    const call = vessels.byId({ params }, { signal: controller.signal }).result()
    await runtime.advance(1)
    controller.abort('enough')
    expect(await call).toMatchObject({ error: { kind: 'abort', cause: 'enough' } })
    expect(seen?.aborted).toBe(how === 'latency' ? undefined : true)
    expect(runtime.pending).toBe(0)
  })

  test('may be a connection that fails, at once or later', async () => {
    const { vessels, runtime } = rig({ vessels: { byId: networkError(), list: networkError({ delayMs: 50 }) } })
    expect(await vessels.byId({ params }).result()).toMatchObject({ error: { kind: 'network' } })
    let failed: unknown
    void vessels.list().catch((error: unknown) => (failed = error))
    await runtime.advance(49)
    expect(failed).toBeUndefined()
    await runtime.advance(1)
    expect(failed).toMatchObject({ kind: 'network' })
  })

  test('may come in pieces, with waits, and break or stall', async () => {
    const { vessels, runtime, mock } = rig({
      vessels: { positions: stream(['{"a":1}\n', { waitMs: 20 }, '{"a":2}\n']) },
    })
    const seen: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const item of ndjson(await vessels.positions())) seen.push(item)
    }
    const whole = read()
    await runtime.advance(19)
    expect(seen).toEqual([{ a: 1 }])
    await runtime.advance(1)
    await whole
    expect(seen).toEqual([{ a: 1 }, { a: 2 }])
    mock.use({ vessels: { positions: stream(['{"a":3}\n'], { end: 'break' }) } })
    await expect(read()).rejects.toMatchObject({ kind: 'network' })
    mock.use({ vessels: { positions: stream(['{"a":4}\n'], { end: 'stall' }) } })
    const controller = new AbortController()
    const response = await mock(`${baseUrl}/positions`, { signal: controller.signal })
    const text = response.text()
    controller.abort(new Error('enough'))
    await expect(text).rejects.toThrow('enough')
  })

  test('may be server-sent events', async () => {
    const { mock } = rig({
      vessels: {
        positions: events([{ type: 'fix', data: { id: 'aurora' }, id: '7', retryMs: 500 }, { data: 'two\nlines' }]),
      },
    })
    const response = await mock(`${baseUrl}/positions`)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const got = []
    for await (const event of sse(response.body as ReadableStream<Uint8Array>)) got.push(event)
    expect(got).toEqual([
      { type: 'fix', data: '{"id":"aurora"}', lastEventId: '7' },
      { type: 'message', data: 'two\nlines', lastEventId: '7' },
    ])
  })

  test('of an endpoint with another view is its text or its bytes', async () => {
    const { vessels } = rig({ vessels: { file: ({ reply }) => reply(200, new Uint8Array([65, 66])) } })
    expect(await vessels.file({ params: { id: 'a', format: 'txt' } })).toBe('AB')
  })
})

describe('a mock that lies', () => {
  const cases: readonly [string, Handlers<typeof contract>, string][] = [
    [
      'a status',
      { vessels: { byId: ({ reply }) => reply(lie(418), lie({})) } },
      'the handler of vessels.byId answers 418, which the contract does not declare',
    ],
    [
      'a field',
      { vessels: { byId: lie({ ...aurora, kind: 'liner' }) } },
      'the handler of vessels.byId answers 200 with a body that does not fit the contract at kind',
    ],
    [
      'a body of a failure',
      { vessels: { byId: ({ reply }) => reply(404, lie({ titel: '' })) } },
      'answers 404 with a body that does not fit the contract at title',
    ],
    ['no body', { vessels: { byId: () => lie(undefined) } }, 'answers 200 without the body that the contract declares'],
    [
      'a body too many',
      { vessels: { byId: aurora, remove: ({ reply }) => reply(204, lie(aurora)) } },
      'answers 204 with a body, and the contract declares none',
    ],
    [
      'what JSON cannot write',
      { vessels: { byId: lie({ ...aurora, extra: 1n }) } },
      'with a body that JSON cannot write',
    ],
    [
      'data for one of two successes',
      { vessels: { order: lie({ later: '' }) } },
      'the contract declares 200, 202; say which with reply',
    ],
    [
      'a handler that throws',
      {
        vessels: {
          byId: () => {
            throw new TypeError('a bug')
          },
        },
      },
      'the handler of vessels.byId has thrown',
    ],
  ]
  test.each(cases)('is told so, with the endpoint and the place: %s', async (name, handlers, message) => {
    const { vessels } = rig(handlers)
    const call =
      name === 'a body too many'
        ? vessels.remove({ params })
        : name.startsWith('data')
          ? vessels.order()
          : vessels.byId({ params })
    const { error } = await call.result()
    expect(error?.kind).toBe('config')
    expect(error?.message).toContain(message)
  })

  test('is let be where answers are not looked at', async () => {
    const { vessels } = rig({ vessels: { byId: lie({ id: 1 }) } }, { validate: { responses: false } })
    expect(await vessels.byId({ params }).result()).toMatchObject({
      error: { kind: 'validation', direction: 'output' },
    })
  })

  test('what JSON makes of a value is what is looked at', async () => {
    const { vessels } = rig({ vessels: { byId: lie({ ...aurora, toJSON: () => ({}) }) } })
    expect((await vessels.byId({ params }).result()).error?.message).toContain(
      'does not fit the contract at id, name, kind',
    )
  })
})

describe('a request that no handler can answer', () => {
  const raw = { vessels: { list: [], moor: networkError() } } satisfies Handlers<typeof contract>
  const asked: readonly [string, string, RequestInit, number, string][] = [
    ['a path', '/nowhere', {}, 404, 'the contract has no path for GET /nowhere'],
    ['a method', '/vessels/aurora', { method: 'PATCH' }, 405, 'the contract has the path, but not for PATCH'],
    ['a handler', '/vessels/aurora', {}, 501, 'there is no handler for vessels.byId'],
    ['the path', '/vessels/%E0%A4%A/moorings', { method: 'POST' }, 400, 'the path is not percent-encoded UTF-8'],
    ['the query', '/vessels?page=two', {}, 422, 'the request does not fit the contract at query.page'],
    [
      'the body',
      '/vessels/a/moorings',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      422,
      'at body.berth',
    ],
    [
      'JSON',
      '/vessels/a/moorings',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
      400,
      'broken JSON',
    ],
    [
      'the form',
      '/vessels/a/moorings',
      { method: 'POST', body: 'a', headers: { 'content-type': 'multipart/form-data' } },
      400,
      'not the form',
    ],
  ]
  test.each(asked)('is answered as a server would: %s', async (_, path, init, status, detail) => {
    const response = await rig(raw).mock(baseUrl + path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('allow')).toBe(status === 405 ? 'GET, DELETE' : null)
    expect(((await response.json()) as { detail: string }).detail).toContain(detail)
  })

  test.each(asked)('throws instead, where it is to: %s', async (_, path, init, _status, detail) => {
    const { mock } = rig(raw, { unhandled: 'throw' })
    await expect(mock(baseUrl + path, init)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(detail),
    })
  })

  test('reaches the handler all the same where requests are not looked at', async () => {
    const { mock } = rig({ vessels: { list: ({ query }) => lie([query]) } }, { validate: false })
    expect(await (await mock(`${baseUrl}/vessels?page=two`)).json()).toEqual([{ page: 'two' }])
  })

  test('a number in JSON is not read as text', async () => {
    const { mock } = rig(raw)
    const headers = { 'content-type': 'application/json' }
    const response = await mock(`${baseUrl}/vessels/a/moorings`, { method: 'POST', body: '{"berth":4}', headers })
    expect(response.status).toBe(422)
  })
})

describe('where the API is', () => {
  const one = { list: get('/list', {}) }
  const ask = async (at: string | undefined, url: string): Promise<number> =>
    (await mockFetch({ one }, { one: { list: 1 } }, at === undefined ? {} : { baseUrl: at })(url)).status
  test('is an origin and a path, or a path on any origin', async () => {
    expect(await ask(undefined, 'https://any.example/list')).toBe(200)
    expect(await ask('/api/', 'https://any.example/api/list')).toBe(200)
    expect(await ask('/api', 'https://any.example/apis/list')).toBe(404)
    expect(await ask('https://harbour.example/v1', 'https://harbour.example/v1/list')).toBe(200)
    expect(await ask('https://harbour.example/v1', 'https://other.example/v1/list')).toBe(404)
  })
})

describe('handlers', () => {
  test('may be put before others, taken away, and all forgotten', async () => {
    const { vessels, mock } = rig({ vessels: { byId: aurora } })
    const name = async (): Promise<string> => (await vessels.byId({ params })).name
    const undo = mock.use({ vessels: { byId: { ...aurora, name: 'second' } } })
    mock.use({ vessels: { byId: { ...aurora, name: 'third' } } })
    expect(await name()).toBe('third')
    undo()
    expect(await name()).toBe('third')
    mock.reset()
    expect(mock.requests).toHaveLength(0)
    expect(await name()).toBe('Aurora')
    const again = mock.use({ vessels: { byId: { ...aurora, name: 'again' } } })
    expect(await name()).toBe('again')
    again()
    expect(await name()).toBe('Aurora')
  })

  test.each([
    [{ vessels: { byID: 1 } }, "the contract has no endpoint 'vessels.byID'"],
    [{ Vessel: 1 }, "the contract has no endpoint 'Vessel'"],
    [{ toString: 1 }, "the contract has no endpoint 'toString'"],
  ])('of an endpoint that there is not are refused', (handlers, message) => {
    expect(() => mockFetch(contract, lie(handlers))).toThrow(message)
    expect(() => rig({}).mock.use(lie(handlers))).toThrow(message)
  })

  test.each([{ base: '/' }, { baseUrl: 'harbour' }, { baseUrl: '/a?b' }, { unhandled: 'ask' }])(
    'an option that cannot be is refused: %j',
    (options) => {
      expect(() => mockFetch(contract, {}, lie(options))).toThrow(/^mockFetch: /)
    },
  )
})
