import { createClient, get } from '@fairlead/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const config = expect.objectContaining({ kind: 'config' }) as Error
const make = (options: object) => () => createClient({ baseUrl: 'https://harbour.example', ...options })

afterEach(() => vi.unstubAllGlobals())

describe('options of the client', () => {
  test.each([
    { baseURL: 'https://harbour.example' },
    { retries: 3 },
    { retry: { limits: 3 } },
    { timeouts: { attempt: 10 } },
    { timeouts: { attemptMs: -1 } },
    { timeouts: { attemptMs: Number.NaN } },
    { retry: { limit: '3' } },
    { origins: ['https://files.example/path'] },
    { origins: ['https://files.example/'] },
    { origins: ['files.example'] },
    { origins: ['*'] },
    { baseUrl: 'ftp://harbour.example' },
    { baseUrl: 'https://user:word@harbour.example' },
    { baseUrl: 'https://harbour.example/?key=1' },
    { baseUrl: 'https://harbour.example/#top' },
    { baseUrl: '/api' },
    { baseUrl: 'nonsense' },
  ])('refuses %o', (options) => {
    expect(make(options)).toThrow(config)
  })

  test('refuses a default header with a line break', () => {
    expect(make({ headers: { 'x-a': 'b\r\nx-evil: 1' } })).toThrow(
      expect.objectContaining({ kind: 'validation' }) as Error,
    )
  })

  test('names the option it does not know', () => {
    expect(make({ retries: 3 })).toThrow("unknown option 'retries'")
  })

  test('does not quote a base URL that holds a password', () => {
    expect(make({ baseUrl: 'https://user:word@harbour.example' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('word') }) as Error,
    )
  })

  test('takes undefined for an option that is not set', () => {
    expect(
      make({ retry: undefined, timeouts: { totalMs: undefined }, headers: undefined, plugins: undefined }),
    ).not.toThrow()
  })
})

describe('options of a call', () => {
  test.each([
    { timeout: 10 },
    { timeouts: { total: 10 } },
    { retry: { tries: 2 } },
    { priority: 'high' },
    { retry: -1 },
  ])('refuses %o before anything is sent', async (options) => {
    const { base, sent } = rig([{ json: 1 }])
    const error = await failureOf(createClient(base).get('/vessels', options as object))
    expect(error.kind).toBe('config')
    expect(sent).toHaveLength(0)
  })

  test('are laid over those of the client', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const client = createClient({ ...base, retry: { limit: 4, baseMs: 0 } })
    const call = failureOf(client.get('/vessels', { retry: 1 }))
    await clock.advance(1)
    expect(await call).toMatchObject({ kind: 'http', status: 503 })
    expect(sent).toHaveLength(2)
  })
})

describe('a call', () => {
  test('starts without being awaited', async () => {
    const { base, sent } = rig([{ json: 1 }])
    void createClient(base).get('/vessels')
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent).toHaveLength(1)
  })

  test('is sent once however often it is awaited', async () => {
    const { base, sent } = rig([{ json: [1] }])
    const call = createClient(base).get('/vessels')
    expect(await call).toEqual([1])
    expect(await call).toEqual([1])
    expect(sent).toHaveLength(1)
  })

  test('goes to the base path, with and without a slash at its end', async () => {
    const { base, sent } = rig([{ json: 1 }])
    await createClient({ ...base, baseUrl: 'https://harbour.example/api/' }).get('/vessels')
    await createClient({ ...base, baseUrl: new URL('https://harbour.example/api') }).get('/vessels')
    expect(sent.map(({ url }) => url)).toEqual([
      'https://harbour.example/api/vessels',
      'https://harbour.example/api/vessels',
    ])
  })

  test('needs a base URL for a path', async () => {
    const { base } = rig([{ json: 1 }])
    expect(await failureOf(createClient({ ...base, baseUrl: undefined }).get('/vessels'))).toMatchObject({
      kind: 'config',
    })
  })

  test('finds the fetch that is there when it is made', async () => {
    const client = createClient({ baseUrl: 'https://harbour.example' })
    const late = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ late: true })))
    vi.stubGlobal('fetch', late)
    expect(await client.get('/vessels')).toEqual({ late: true })
    expect(late).toHaveBeenCalledWith('https://harbour.example/vessels', expect.objectContaining({ method: 'GET' }))
  })

  test('can be made of an endpoint outside the contract', async () => {
    const { base, sent } = rig([{ json: { m: 3 } }])
    expect(await createClient(base).request(get('/tides/{id}'), { params: { id: 'n4' } })).toEqual({ m: 3 })
    expect(sent[0]?.url).toBe('https://harbour.example/api/tides/n4')
  })

  test('of every method has its name on the wire', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient(base)
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) await client[method]('/vessels')
    await client.head('/vessels').response()
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])
  })
})

describe('the contract', () => {
  test('keeps its shape on the client, whatever else its modules export', async () => {
    const module = {
      list: get('/vessels'),
      version: 3,
      schema: { '~standard': {} },
      nested: { deep: { one: get('/one') } },
    }
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient({ ...base, contract: { module } })
    await client.api.module.list()
    await client.api.module.nested.deep.one()
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/api/vessels', '/api/one'])
    expect(Object.keys(client.api.module)).toEqual(['list', 'nested'])
    expect(client.api.module.list.endpoint).toBe(module.list)
    expect(client.contract).toEqual({ module })
  })
})
