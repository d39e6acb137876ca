import { inspect } from 'node:util'
import { Readable } from 'node:stream'
import { createClient, isFairleadError } from '@fairlead/core'
import { axiosAdapter, axiosTransport } from '@fairlead/core/axios'
import axiosStatic, {
  AxiosError,
  type AxiosInstance,
  type AxiosProgressEvent,
  type AxiosRequestConfig,
  CanceledError,
  create,
  isAxiosError,
  isCancel,
} from 'axios'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EchoServer, type Seen, startEchoServer, until } from './echo-server.ts'

const TOKEN = 'tok-4711-secret'

let server: EchoServer
let stalled = 0
beforeAll(async () => {
  server = await startEchoServer({
    '/status': ({ url }, response) => {
      response.statusCode = Number(url.split('?')[1])
      response.setHeader('content-type', 'application/json')
      response.end('{"why":"asked for"}')
    },
    '/broken': (_, response) => response.end('{"a":'),
    '/bytes': (_, response) => {
      response.setHeader('content-type', 'application/x-own')
      response.end(Buffer.from([0, 200, 255]))
    },
    '/big': (_, response) => {
      response.setHeader('content-length', '100000')
      response.end(Buffer.alloc(100_000, 'x'))
    },
    '/stall': (_, response) => {
      stalled++
      response.on('close', () => stalled--)
      response.write('first')
    },
    '/cut': (_, response) => {
      response.setHeader('content-length', '10')
      response.write('half', () => response.destroy())
    },
    '/silent': (_, response) => {
      stalled++
      response.on('close', () => stalled--)
    },
  })
})
afterAll(() => server.close())

const pipeline = (options: object = {}) => createClient({ baseUrl: server.origin, retry: false, ...options })
const through = (config: AxiosRequestConfig = {}): AxiosInstance =>
  create({ ...config, adapter: axiosAdapter(pipeline()) } as Parameters<typeof create>[0])
const plain = (config: AxiosRequestConfig = {}): AxiosInstance =>
  create({ baseURL: server.origin, ...config, adapter: 'fetch' } as Parameters<typeof create>[0])
const failed = async (call: Promise<unknown>): Promise<AxiosError> => {
  const error: unknown = await call.then(
    () => new Error('it resolved'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AxiosError)) throw error
  return error
}

describe('axiosAdapter: what goes out', () => {
  it('is the same request that axios makes itself', async () => {
    const calls: ((axios: AxiosInstance) => Promise<{ data: Seen }>)[] = [
      (axios) => axios.get('/echo', { params: { a: [1, 2], b: { c: 'd e' }, n: null } }),
      (axios) => axios.post('/echo', { a: 1 }),
      (axios) => axios.post('/echo', new URLSearchParams({ a: 'b' })),
      (axios) => axios.put('/echo', 'text', { headers: { 'Content-Type': 'text/x-own' } }),
      (axios) => axios.patch('/echo', new Uint8Array([1, 2, 255])),
      (axios) => axios.delete('/echo', { data: { reason: 'x' } }),
      (axios) => axios.get('/echo', { auth: { username: 'jörg', password: 'p:w' } }),
      (axios) => axios.request({ url: '/echo', method: 'OPTIONS' }),
    ]
    for (const call of calls) {
      const { data: ours } = await call(through())
      const { data: theirs } = await call(plain({ transitional: { encodeBasicAuthUsername: true } }))
      const { 'user-agent': _ours, ...headers } = ours.headers
      const { 'user-agent': _theirs, ...expected } = theirs.headers
      expect({ ...ours, headers }).toEqual({ ...theirs, headers: expected })
    }
  })

  it('leads a relative URL below the base of the client and obeys baseURL', async () => {
    const client = createClient({ baseUrl: `${server.origin}/api` })
    const axios = create({ adapter: axiosAdapter(client) })
    expect((await axios.get<Seen>('vessels')).data.url).toBe('/api/vessels')
    expect((await axios.get<Seen>('/vessels')).data.url).toBe('/api/vessels')
    expect((await axios.get<Seen>('x', { baseURL: `${server.origin}/other` })).data.url).toBe('/other/x')
  })

  it('refuses a URL outside the origins of the client', async () => {
    const error = await failed(through().get(`http://elsewhere.invalid/?key=${TOKEN}`))
    expect(error).toMatchObject({ code: 'ERR_INVALID_URL', cause: { kind: 'rejected', reason: 'origin' } })
  })

  it('gives a form its boundary', async () => {
    const { data } = await through().postForm<Seen>('/echo', { name: 'value' })
    const boundary = /boundary=(.+)$/.exec(String(data.headers['content-type']))?.[1]
    expect(data.body).toContain(`--${boundary}`)
    expect(data.body).toContain('value')
  })

  it('reads a stream of Node to its end, however large', async () => {
    const { data } = await through().post<Seen>(
      '/echo',
      Readable.from([Buffer.from('one'), 'two', Buffer.alloc(300_000, 'x')]),
    )
    expect(data.body).toBe(`onetwo${'x'.repeat(300_000)}`)
  })

  it('fails when a stream of Node fails', async () => {
    const broken = new Readable({ read: () => {} })
    broken.push('one')
    setTimeout(() => broken.destroy(), 5)
    expect(await failed(through().post('/echo', broken))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'POST /echo: the body has failed while it was sent',
    })
  })

  it('tells of upload progress', async () => {
    const onUploadProgress = vi.fn<(event: AxiosProgressEvent) => void>()
    await through().post('/echo', 'x'.repeat(200_000), { onUploadProgress })
    const last = onUploadProgress.mock.lastCall?.[0]
    expect(last).toMatchObject({ loaded: 200_000, total: 200_000, progress: 1, upload: true, lengthComputable: true })
    const bytes = onUploadProgress.mock.calls.reduce((sum, [event]) => sum + event.bytes, 0)
    expect(bytes).toBe(200_000)
  })

  it('runs the interceptors of axios and the plugins of the client', async () => {
    const types: string[] = []
    const client = pipeline()
    client.on((event) => types.push(event.type))
    const axios = create({ adapter: axiosAdapter(client) })
    axios.interceptors.request.use((config) => (config.headers.set('x-own', 'yes'), config))
    axios.interceptors.response.use((response) => response.data as never)
    const seen = (await axios.get('/echo')) as unknown as Seen
    expect(seen.headers['x-own']).toBe('yes')
    expect(types).toContain('attempt:end')
  })

  it('retries as the client does, a GET but no POST', async () => {
    const axios = create({ adapter: axiosAdapter(pipeline({ retry: { limit: 2, baseMs: 1 } })) })
    const before = server.seen.length
    expect((await failed(axios.get('/status?503'))).status).toBe(503)
    expect(server.seen.length - before).toBe(3)
    expect((await failed(axios.post('/status?503'))).status).toBe(503)
    expect(server.seen.length - before).toBe(4)
  })

  it('works over the axios transport too', async () => {
    const axios = create({ adapter: axiosAdapter(pipeline({ transport: axiosTransport() })) })
    expect((await axios.get<Seen>('/echo')).data.method).toBe('GET')
  })
})

describe('axiosAdapter: what comes back', () => {
  it('has the status, its text and the headers as AxiosHeaders', async () => {
    const response = await through().get<Seen>('/echo')
    expect(response).toMatchObject({ status: 200, statusText: 'OK' })
    expect(response.headers['content-type']).toBe('application/json')
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(response.config.url).toBe('/echo')
    expect(response.request).toEqual({ method: 'GET', url: '/echo', responseURL: `${server.origin}/echo` })
  })

  it.each(['arraybuffer', 'blob', 'text', 'json', 'stream', undefined] as const)(
    'has data of responseType %s',
    async (responseType) => {
      const read = async (axios: AxiosInstance): Promise<unknown> => {
        const { data } = await axios.get<unknown>('/bytes', { ...(responseType && { responseType }) })
        if (data instanceof Blob) return [data.type, await data.text()]
        if (data instanceof ReadableStream) return new Response(data).text()
        return data
      }
      expect(await read(through())).toEqual(await read(plain()))
    },
  )

  it('parses JSON as axios does, and throws for broken JSON only where axios does', async () => {
    expect((await through().get('/broken')).data).toBe('{"a":')
    const strict = { responseType: 'json', transitional: { silentJSONParsing: false } } as const
    expect(await failed(through().get('/broken', strict))).toMatchObject({ code: 'ERR_BAD_RESPONSE' })
  })

  it.each([
    [404, 'ERR_BAD_REQUEST'],
    [500, 'ERR_BAD_RESPONSE'],
    [304, 'ERR_BAD_RESPONSE'],
  ])('throws for status %i with the code %s and the answer', async (status, code) => {
    const error = await failed(through().get(`/status?${status}`))
    const theirs = await failed(plain().get(`/status?${status}`))
    expect(error).toMatchObject({ code, status, message: `Request failed with status code ${status}` })
    expect(error.response?.data).toEqual(theirs.response?.data)
  })

  it('obeys validateStatus', async () => {
    expect((await through().get('/status?404', { validateStatus: (status) => status < 500 })).status).toBe(404)
    expect((await through().get('/status?500', { validateStatus: null })).status).toBe(500)
    expect(await failed(through().get('/echo', { validateStatus: () => false }))).toMatchObject({ status: 200 })
  })

  it('tells of download progress', async () => {
    const onDownloadProgress = vi.fn<(event: AxiosProgressEvent) => void>()
    await through().get('/big', { onDownloadProgress })
    expect(onDownloadProgress.mock.lastCall?.[0]).toMatchObject({
      loaded: 100_000,
      total: 100_000,
      progress: 1,
      download: true,
    })
  })

  it("keeps what the caller's own listener throws", async () => {
    const onDownloadProgress = (): never => {
      throw new RangeError('bug in a listener')
    }
    expect(await failed(through().get('/big', { onDownloadProgress }))).toMatchObject({ message: 'bug in a listener' })
  })

  it('stops at maxContentLength and refuses a body above maxBodyLength', async () => {
    const tooLarge = await failed(through().get('/big', { maxContentLength: 1_000 }))
    expect(tooLarge).toMatchObject({ code: 'ERR_BAD_RESPONSE', message: 'maxContentLength size of 1000 exceeded' })
    const before = server.seen.length
    expect(await failed(through().post('/echo', 'x'.repeat(11), { maxBodyLength: 10 }))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
    })
    expect(server.seen.length).toBe(before)
  })
})

describe('axiosAdapter: what ends it', () => {
  it.each([
    [false, 'ECONNABORTED'],
    [true, 'ETIMEDOUT'],
  ])('times out over headers and body (clarifyTimeoutError %s: %s)', async (clarifyTimeoutError, code) => {
    for (const url of ['/silent', '/stall']) {
      const error = await failed(through({ transitional: { clarifyTimeoutError } }).get(url, { timeout: 40 }))
      expect(error).toMatchObject({ code, message: 'timeout of 40ms exceeded' })
    }
    expect(await failed(through().get('/silent', { timeout: 20, timeoutErrorMessage: 'too slow' }))).toMatchObject({
      message: 'too slow',
    })
    await until(() => stalled === 0)
  })

  it('times out by the clocks of the client', async () => {
    const axios = create({ adapter: axiosAdapter(pipeline({ timeouts: { attemptMs: 30 } })) })
    expect(await failed(axios.get('/silent'))).toMatchObject({ code: 'ECONNABORTED' })
  })

  it('is cancelled by its signal, before, during and after the headers', async () => {
    const reason = new Error('left')
    expect(isCancel(await failed(through().get('/echo', { signal: AbortSignal.abort(reason) })))).toBe(true)
    for (const url of ['/silent', '/stall']) {
      const controller = new AbortController()
      const call = failed(through().get(url, { signal: controller.signal }))
      await until(() => stalled === 1)
      controller.abort(reason)
      expect(await call).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled', cause: reason })
      await until(() => stalled === 0)
    }
  })

  it('is cancelled by a cancel token with its message', async () => {
    // oxlint-disable-next-line import/no-named-as-default-member -- by name it is a type alone
    const source = axiosStatic.CancelToken.source()
    const call = failed(through().get('/silent', { cancelToken: source.token }))
    await until(() => stalled === 1)
    source.cancel('enough')
    const error = await call
    expect(error).toBeInstanceOf(CanceledError)
    expect(error.message).toBe('enough')
    await until(() => stalled === 0)
  })

  it('keeps a stream under the signal and lets go of the signal at its end', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const { data } = await through().get<ReadableStream<Uint8Array>>('/stall', { responseType: 'stream', signal })
    const reader = data.getReader()
    await reader.read()
    const reason = new Error('left')
    controller.abort(reason)
    await expect(reader.read()).rejects.toBe(reason)
    await through().get('/echo', { signal: new AbortController().signal })
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
    await until(() => stalled === 0)
  })

  it('leaves no listener on a long-lived signal', async () => {
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    for (let call = 0; call < 30; call++) await through().get('/echo', { signal })
    expect(added.mock.calls.length).toBeGreaterThan(0)
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
  })

  it.each(['/cut', undefined])('is ERR_NETWORK when the connection breaks (%s)', async (url) => {
    const gone = await startEchoServer()
    await gone.close()
    const axios = create({
      adapter: axiosAdapter(url ? pipeline() : createClient({ baseUrl: gone.origin, retry: false })),
    })
    const error = await failed(axios.get(url ?? '/echo'))
    expect(error).toMatchObject({ code: 'ERR_NETWORK', message: 'Network Error' })
    expect(error.response).toBeUndefined()
    expect(error.request).toBeTruthy()
    expect(isFairleadError(error.cause)).toBe(true)
  })

  it('tells no more in toJSON than plain axios, and redacts where axios does', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const ours = JSON.stringify((await failed(through().get('/status?500', { headers }))).toJSON())
    const theirs = JSON.stringify((await failed(plain().get('/status?500', { headers }))).toJSON())
    expect(ours.split(TOKEN).length).toBe(theirs.split(TOKEN).length)
    const redacted = await failed(through().get('/status?500', { headers, redact: ['authorization'] }))
    expect(isAxiosError(redacted)).toBe(true)
    expect(JSON.stringify(redacted)).not.toContain(TOKEN)
    const broken = await failed(through().get('/cut', { headers, params: { key: TOKEN } }))
    expect(inspect(broken.cause, { depth: 9, showHidden: true })).not.toContain(TOKEN)
  })
})
