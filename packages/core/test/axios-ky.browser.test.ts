import { type Transport, createClient, fetchTransport } from '@fairlead/core'
import { axiosAdapter, axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { create, isAxiosError } from 'axios'
import ky from 'ky'
import { afterEach, describe, expect, it, vi } from 'vitest'

// The page's own server answers everything: a module with its bytes, any other path with some status.
const MODULE = '/@vite/client'
const baseUrl = location.origin

const transports: Record<string, (headers?: Record<string, string>) => Transport> = {
  axios: (headers = {}) => axiosTransport({ headers }),
  ky: (headers = {}) => kyTransport(ky.create({ headers })),
}

afterEach(() => vi.restoreAllMocks())

/** The requests as the browser's fetch gets them. */
function watchFetch(): Request[] {
  const seen: Request[] = []
  const original = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const request = new Request(input, init)
    seen.push(request.clone())
    return original(request)
  })
  return seen
}

describe.each(['axios', 'ky'])('%s transport in a browser', (library) => {
  const over = (headers?: Record<string, string>) =>
    createClient({ baseUrl, transport: transports[library]?.(headers), retry: false })

  it('delivers the same bytes and fields as fetch', async () => {
    const plain = createClient({ baseUrl, transport: fetchTransport() })
    const [ours, theirs] = await Promise.all([over().get(MODULE).response(), plain.get(MODULE).response()])
    expect([ours.status, ours.url, ours.headers.get('content-type')]).toEqual([
      theirs.status,
      theirs.url,
      theirs.headers.get('content-type'),
    ])
    expect(new Uint8Array(await ours.arrayBuffer())).toEqual(new Uint8Array(await theirs.arrayBuffer()))
  })

  it.each([
    ['JSON', { a: 1 }, 'application/json', '{"a":1}'],
    ['a form', new URLSearchParams({ a: 'b' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b'],
    ['nothing', undefined, null, ''],
  ])('sends %s as fetch does', async (_, body, type, text) => {
    const seen = watchFetch()
    await over().post('/nowhere', { body }).result()
    expect(seen).toHaveLength(1)
    expect(seen[0]?.headers.get('content-type')).toBe(type)
    expect(seen[0]?.headers.has('user-agent')).toBe(false)
    expect(seen[0]?.redirect).toBe('follow')
    expect(await seen[0]?.text()).toBe(text)
  })

  it('leaves the boundary of a multipart body to the browser', async () => {
    const seen = watchFetch()
    const body = new FormData()
    body.set('name', 'value')
    await over().post('/nowhere', { body }).result()
    expect(seen[0]?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/)
  })

  it('sends a stream whole, and a call that asks for upload progress without it', async () => {
    const seen = watchFetch()
    await over()
      .post('/nowhere', { body: new Blob(['flow']).stream() })
      .result()
    await over()
      .post('/nowhere', { body: 'text', onUploadProgress: () => {} })
      .result()
    expect(await Promise.all(seen.map((request) => request.text()))).toEqual(['flow', 'text'])
  })

  it('lets no redirect take a secret of the instance along, with or without a body', async () => {
    const seen = watchFetch()
    await over({ 'x-api-key': 'a' }).get(MODULE).bytes()
    await over({ 'x-api-key': 'a' })
      .post('/nowhere', { body: { a: 1 } })
      .result()
    await over({ authorization: 'Bearer a' }).get(MODULE).bytes()
    expect(seen.map(({ redirect }) => redirect)).toEqual(['error', 'error', 'follow'])
  })

  it('ends a failed connection as a network error and an abort as an abort', async () => {
    const dead = createClient({ baseUrl: 'http://127.0.0.1:9', transport: transports[library]?.(), retry: false })
    await expect(dead.get('/').text()).rejects.toMatchObject({ kind: 'network' })
    const reason = new Error('left')
    const call = over()
      .get(MODULE, { signal: AbortSignal.abort(reason) })
      .text()
    await expect(call).rejects.toMatchObject({ kind: 'abort', cause: reason })
  })
})

describe('axiosAdapter in a browser', () => {
  const axios = create({ adapter: axiosAdapter(createClient({ baseUrl, retry: false })) })

  it('reads every response type', async () => {
    const { data: text } = await axios.get<string>(MODULE)
    const { data: buffer } = await axios.get<ArrayBuffer>(MODULE, { responseType: 'arraybuffer' })
    const { data: blob } = await axios.get<Blob>(MODULE, { responseType: 'blob' })
    const { data: stream } = await axios.get<ReadableStream>(MODULE, { responseType: 'stream' })
    expect(new TextDecoder().decode(buffer)).toBe(text)
    expect(await blob.text()).toBe(text)
    expect(await new Response(stream).text()).toBe(text)
  })

  it('sends the XSRF token to its own site and to no other', async () => {
    // oxlint-disable-next-line unicorn/no-document-cookie -- where axios looks for it
    document.cookie = 'XSRF-TOKEN=t%20k; SameSite=Strict'
    const seen = watchFetch()
    await axios.get(MODULE)
    const other = createClient({ baseUrl: 'http://127.0.0.1:9', retry: false })
    await create({ adapter: axiosAdapter(other), baseURL: 'http://127.0.0.1:9' })
      .get('/')
      .catch(() => {})
    await axios.get(MODULE, { withXSRFToken: false })
    expect(seen.map(({ headers }) => headers.get('x-xsrf-token'))).toEqual(['t k', null, null])
    // oxlint-disable-next-line unicorn/no-document-cookie -- leaves none behind
    document.cookie = 'XSRF-TOKEN=; Max-Age=0'
  })

  it('is ERR_NETWORK for a body that ends with an error, and ERR_CANCELED for an abort in the body', async () => {
    const stall = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array([1]))
      },
    })
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.error(new TypeError('network error'))
      },
    })
    const answering = (body: ReadableStream<Uint8Array>) =>
      create({
        adapter: axiosAdapter(
          createClient({ baseUrl, retry: false, transport: fetchTransport({ fetch: async () => new Response(body) }) }),
        ),
      })
    const failed = await answering(broken)
      .get('/')
      .catch((error: unknown) => error)
    expect(isAxiosError(failed) && failed.code).toBe('ERR_NETWORK')
    const controller = new AbortController()
    const call = answering(stall)
      .get('/', { signal: controller.signal })
      .catch((error: unknown) => error)
    setTimeout(() => controller.abort(), 20)
    const cancelled = await call
    expect(isAxiosError(cancelled) && cancelled.code).toBe('ERR_CANCELED')
  })
})
