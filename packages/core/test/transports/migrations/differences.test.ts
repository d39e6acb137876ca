import { inspect } from 'node:util'
import { type Client, createClient } from '@fairlead/core'
import { type AxiosInstance, create } from 'axios'
import ky, { type KyInstance } from 'ky'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answers, type Harbour, json, startHarbour } from './harbour.ts'

let away: Harbour
const answers: Answers = ({ path }, answer) => {
  const [, word = ''] = /^\/api\/(\w*)/.exec(path) ?? []
  if (word === 'down') json(answer, {}, { status: 503 })
  else if (word === 'later') json(answer, {}, { status: 503, 'retry-after': '30' })
  else if (word === 'broken') answer.setHeader('content-type', 'application/json').end('{"a":')
  else if (word === 'empty') answer.writeHead(204).end()
  else if (word === 'plain') answer.setHeader('content-type', 'text/plain').end('{"a":1}')
  else if (word === 'moved') answer.writeHead(302, { location: `${away.origin}/landed` }).end()
  else if (word === 'loop') answer.writeHead(302, { location: '/api/loop' }).end()
  else if (word === 'cut') answer.writeHead(200, { 'content-length': '9' }).write('{', () => answer.destroy())
  else if (word === 'stall') answer.setHeader('content-type', 'application/json').write('{')
  else if (word !== 'silent') json(answer, { a: 1 })
}

let harbour: Harbour
let old: { readonly axios: AxiosInstance; readonly ky: KyInstance }
let client: Client
beforeAll(async () => {
  harbour = await startHarbour(answers)
  away = await startHarbour((_, answer) => json(answer, {}))
})
afterAll(() => Promise.all([harbour.stop(), away.stop()]))
beforeEach(() => {
  const headers = { authorization: 'Bearer top-secret', 'x-api-key': 'k1' }
  const base = `${harbour.origin}/api`
  old = { axios: create({ baseURL: base, headers }), ky: ky.create({ baseUrl: `${base}/`, headers }) }
  client = createClient({ baseUrl: base, headers, retry: { baseMs: 1, maxMs: 2 } })
  harbour.heard()
  away.heard()
})

/** What a call throws, or gives. */
const outcome = (call: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(call).catch((error: unknown) => error)
const requests = async (call: PromiseLike<unknown>): Promise<number> => {
  await outcome(call)
  return harbour.heard().length
}
const queryOf = async (call: PromiseLike<unknown>): Promise<string | undefined> => {
  await outcome(call)
  return harbour.heard()[0]?.path.split('?')[1]
}
const arrived = async (call: PromiseLike<unknown>): Promise<unknown[]> => {
  await outcome(call)
  return away.heard().map(({ headers }) => [headers.authorization, headers['x-api-key']])
}
const left = new Error('the user left')
/** The signal of a user who leaves when the request has arrived. */
const leaving = (): AbortSignal => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(left), 50)
  return controller.signal
}
const shown = async (call: PromiseLike<unknown>): Promise<boolean> => {
  const error = await outcome(call)
  expect(error).toBeInstanceOf(Error)
  return `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`.includes('top-secret')
}

describe('what is different from axios', () => {
  test('a GET that is answered with 503 is tried again', async () => {
    expect(await requests(old.axios.get('/down'))).toBe(1)
    expect(await requests(client.get('/down'))).toBe(3)
  })

  test('broken JSON is no answer', async () => {
    expect(await outcome(old.axios.get('/broken'))).toMatchObject({ status: 200, data: '{"a":' })
    expect(await outcome(client.get('/broken'))).toMatchObject({ kind: 'decode' })
  })

  test('an answer without a body is undefined, and no JSON', async () => {
    expect(await outcome(old.axios.get('/empty'))).toMatchObject({ data: '' })
    expect(await client.get('/empty')).toBeUndefined()
    expect(await outcome(client.get('/empty').json())).toMatchObject({ kind: 'decode' })
  })

  test('JSON under text/plain is text, and no JSON for whoever insists', async () => {
    expect(await outcome(old.axios.get('/plain'))).toMatchObject({ data: { a: 1 } })
    expect(await client.get('/plain')).toBe('{"a":1}')
    expect(await outcome(client.get('/plain').json())).toMatchObject({ kind: 'decode' })
  })

  test('a query repeats names and refuses objects', async () => {
    expect(await queryOf(old.axios.get('/v', { params: { tags: ['a', 'b'] } }))).toBe('tags%5B%5D=a&tags%5B%5D=b')
    expect(await queryOf(client.get('/v', { query: { tags: ['a', 'b'] } }))).toBe('tags=a&tags=b')
    expect(await queryOf(old.axios.get('/v', { params: { area: { north: 1 } } }))).toBe('area%5Bnorth%5D=1')
    const refused = client.get('/v', { query: { area: { north: 1 } } })
    expect(await outcome(refused)).toMatchObject({ kind: 'validation' })
  })

  test('nothing goes to a host that is not listed', async () => {
    expect(await arrived(old.axios.get(`${away.origin}/x`))).toEqual([['Bearer top-secret', 'k1']])
    expect(await arrived(client.get(`${away.origin}/x`))).toEqual([])
  })

  test('a redirect to another origin takes no credential along', async () => {
    expect(await arrived(old.axios.get('/moved'))).toEqual([[undefined, 'k1']])
    expect(await arrived(client.get('/moved'))).toEqual([[undefined, undefined]])
  })

  test('text is text', async () => {
    const typeOf = async (call: PromiseLike<unknown>) => (await call, harbour.heard()[0]?.headers['content-type'])
    expect(await typeOf(old.axios.post('/v', 'abc'))).toBe('application/x-www-form-urlencoded')
    expect(await typeOf(client.post('/v', { body: 'abc' }))).toBe('text/plain;charset=UTF-8')
  })

  test('an abort keeps its reason', async () => {
    const lost = await outcome(old.axios.get('/silent', { signal: leaving() }))
    expect(lost).toMatchObject({ code: 'ERR_CANCELED' })
    expect(inspect(lost)).not.toContain(left.message)
    expect(await outcome(client.get('/silent', { signal: leaving() }))).toMatchObject({ kind: 'abort', cause: left })
  })

  test('an error shows no credential', async () => {
    expect(await shown(old.axios.get('/down'))).toBe(true)
    expect(await shown(client.get('/down'))).toBe(false)
  })

  test('a misspelt option is told', async () => {
    const misspelt = { timeuot: 1 } as object
    expect(await outcome(old.axios.get('/v', misspelt))).toMatchObject({ status: 200 })
    expect(await outcome(client.get('/v', misspelt))).toMatchObject({ kind: 'config' })
  })
})

describe('what is different from ky', () => {
  /** As the default is, without its waits. */
  const retry = { limit: 2, delay: () => 1 }

  test('a budget bounds what all calls together send again', async () => {
    const calls = Array.from({ length: 40 }, (_, call) => call)
    expect(await requests(Promise.allSettled(calls.map(() => old.ky.get('down', { retry }))))).toBe(120)
    expect(await requests(Promise.allSettled(calls.map(() => client.get('/down'))))).toBeLessThan(60)
  })

  test('an attempt that ran out of time is tried again', async () => {
    expect(await requests(old.ky.get('silent', { retry, timeout: 50 }))).toBe(1)
    expect(await requests(client.get('/silent', { timeouts: { attemptMs: 50 } }))).toBe(3)
  })

  test('a body that ends early is tried again', async () => {
    expect(await outcome(old.ky.get('cut', { retry }).json())).toMatchObject({ message: 'terminated' })
    expect(harbour.heard()).toHaveLength(1)
    expect(await outcome(client.get('/cut'))).toMatchObject({ kind: 'network' })
    expect(harbour.heard()).toHaveLength(3)
  })

  test('a body that stalls names its clock', async () => {
    expect(await outcome(old.ky.get('stall', { timeout: 50, retry: 0 }).json())).toMatchObject({ name: 'TimeoutError' })
    const stalled = client.get('/stall', { timeouts: { idleMs: 50 }, retry: false })
    expect(await outcome(stalled)).toMatchObject({ kind: 'timeout', clock: 'idle' })
  })

  test('a wait that cannot end in time is not begun', async () => {
    expect(await outcome(old.ky.get('later', { totalTimeout: 100 }))).toMatchObject({ name: 'TimeoutError' })
    const failed = await outcome(client.get('/later', { timeouts: { totalMs: 20_000 } }))
    expect(failed).toMatchObject({ kind: 'http', notRetried: 'deadline', retryAt: expect.any(Number) })
  })

  test('a POST with a key is tried again', async () => {
    const headers = { 'idempotency-key': 'k' }
    expect(await requests(old.ky.post('down', { json: {}, headers, retry }))).toBe(1)
    expect(await requests(client.post('/down', { body: {}, headers }))).toBe(3)
  })

  test('an answer without a body, and JSON under text/plain', async () => {
    expect(await outcome(old.ky.get('empty').json())).toBeInstanceOf(SyntaxError)
    expect(await old.ky.get('plain').json()).toEqual({ a: 1 })
  })

  test('null is left out of a query', async () => {
    expect(await queryOf(old.ky.get('v', { searchParams: { a: null as never } }))).toBe('a=null')
    expect(await queryOf(client.get('/v', { query: { a: null, b: 2 } }))).toBe('b=2')
  })

  test('other hosts and redirects get no credential', async () => {
    expect(await arrived(old.ky.get(`${away.origin}/x`))).toEqual([['Bearer top-secret', 'k1']])
    expect(await arrived(old.ky.get('moved'))).toEqual([[undefined, 'k1']])
  })

  test('redirects without an end are followed once', async () => {
    expect(await requests(old.ky.get('loop', { retry }))).toBe(63)
    expect(await requests(client.get('/loop'))).toBe(21)
  })

  test('an abort keeps its reason', async () => {
    expect(await outcome(old.ky.get('silent', { signal: leaving() }))).toBe(left)
  })

  test('an error shows no credential and no query', async () => {
    expect(await shown(old.ky.get('down', { retry: 0 }))).toBe(true)
    expect(String(await outcome(old.ky.get('down?token=t1', { retry: 0 })))).toContain('t1')
    expect(inspect(await outcome(client.get('/down?token=t1', { retry: false })))).not.toContain('t1')
  })
})
