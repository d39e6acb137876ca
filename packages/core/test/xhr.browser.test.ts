import { type FairleadError, type Progress, type Transport, createClient, fetchTransport } from '@fairlead/core'
import { type XhrTransportOptions, xhrTransport } from '@fairlead/core/xhr'
import { describe, expect, it, vi } from 'vitest'

// The page's own server answers everything: a module with its bytes, any other path with some status.
const MODULE = '/@vite/client'
const baseUrl = location.origin

const over = (options?: XhrTransportOptions) =>
  createClient({ baseUrl, transport: xhrTransport(options), retry: false })
const plain = createClient({ baseUrl, retry: false })
const failed = (call: PromiseLike<unknown>): Promise<FairleadError> =>
  Promise.resolve(call).then(
    () => {
      throw new Error('it resolved')
    },
    (error: FairleadError) => error,
  )

/** A transport that only counts. */
function counting(): [Transport, string[]] {
  const carried: string[] = []
  const send: Transport['send'] = ({ url, method }) => {
    carried.push(method)
    return Promise.resolve({ status: 200, headers: new Headers(), url, body: null })
  }
  return [{ ...fetchTransport(), send }, carried]
}

describe('xhrTransport', () => {
  it('delivers the same status, fields and bytes as fetch', async () => {
    const [ours, theirs] = await Promise.all([over().get(MODULE).response(), plain.get(MODULE).response()])
    expect([ours.status, ours.statusText, ours.url]).toEqual([theirs.status, theirs.statusText, theirs.url])
    expect(ours.headers.get('content-type')).toBe(theirs.headers.get('content-type'))
    expect(new Uint8Array(await ours.arrayBuffer())).toEqual(new Uint8Array(await theirs.arrayBuffer()))
  })

  it('is sent by XMLHttpRequest and not by fetch', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    await over().get(MODULE).bytes()
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockRestore()
  })

  it.each([
    ['text', () => 'x'.repeat(3_000_000)],
    ['bytes', () => new Uint8Array(3_000_000)],
    ['a Blob', () => new Blob([new Uint8Array(3_000_000)])],
    ['a stream', () => new Blob([new Uint8Array(3_000_000)]).stream()],
    ['JSON', () => ({ text: 'x'.repeat(2_999_989) })],
  ])('tells how far the upload of %s has come', async (_, body) => {
    const seen: Progress[] = []
    await over()
      .post('/nowhere', { body: body(), onUploadProgress: (progress) => seen.push(progress) })
      .result()
    expect(seen.at(-1)).toEqual({ loadedBytes: 3_000_000, totalBytes: 3_000_000 })
    expect(seen.map(({ loadedBytes }) => loadedBytes)).toEqual(
      seen.map(({ loadedBytes }) => loadedBytes).toSorted((a, b) => a - b),
    )
  })

  it('holds the size bound and tells of the download', async () => {
    expect(await failed(over().get(MODULE, { maxResponseBytes: 10 }).bytes())).toMatchObject({
      kind: 'decode',
      reason: 'too-large',
    })
    const onDownloadProgress = vi.fn<(progress: Progress) => void>()
    const { byteLength } = await over().get(MODULE, { onDownloadProgress }).bytes()
    expect(onDownloadProgress.mock.lastCall?.[0].loadedBytes).toBe(byteLength)
  })

  it('ends a failed connection as a network error', async () => {
    const dead = createClient({ baseUrl: 'http://127.0.0.1:9', transport: xhrTransport(), retry: false })
    expect(await failed(dead.get('/'))).toMatchObject({ kind: 'network' })
  })

  it('stops the request on abort and keeps the reason', async () => {
    const abort = vi.spyOn(XMLHttpRequest.prototype, 'abort')
    const controller = new AbortController()
    const reason = new Error('left')
    const { signal } = controller
    const onUploadProgress = (): void => controller.abort(reason)
    const call = failed(over().post('/nowhere', { body: new Uint8Array(9_000_000), signal, onUploadProgress }))
    expect(await call).toMatchObject({ kind: 'abort', cause: reason })
    expect(abort).toHaveBeenCalledOnce()
    abort.mockRestore()
  })

  it('refuses what it would silently not do, before anything is sent', async () => {
    const send = vi.spyOn(XMLHttpRequest.prototype, 'send')
    const refused = [
      over().get(MODULE, { headers: { 'x-api-key': 'tok-4711-secret' } }),
      over().get(MODULE, { init: { redirect: 'manual' } }),
      over().get(MODULE, { init: { integrity: 'sha256-0' } }),
      over().get(MODULE, { init: { credentials: 'omit' } }),
    ]
    const errors = await Promise.all(refused.map((call) => failed(call)))
    expect(errors.map(({ kind }) => kind)).toEqual(['config', 'config', 'config', 'config'])
    expect(errors.map(String).join()).not.toContain('tok-4711-secret')
    expect(send).not.toHaveBeenCalled()
    send.mockRestore()
  })

  it('sends Authorization, and any other secret where redirects are trusted', async () => {
    expect(
      (
        await over()
          .get(MODULE, { headers: { authorization: 'Bearer a' } })
          .response()
      ).status,
    ).toBe(200)
    const trusting = over({ trustRedirects: true })
    expect((await trusting.get(MODULE, { headers: { 'x-api-key': 'a' } }).response()).status).toBe(200)
  })

  it('leaves the calls without upload progress to the other transport', async () => {
    const [others, carried] = counting()
    const client = over({ others })
    await client.get(MODULE).bytes()
    await client.put('/nowhere', { body: 'x' }).result()
    expect(carried).toEqual(['GET', 'PUT'])
    await client.post('/nowhere', { body: 'x', onUploadProgress: () => {} }).result()
    expect(carried).toEqual(['GET', 'PUT'])
    expect(xhrTransport({ others }).capabilities).toMatchObject({
      streamDown: true,
      uploadProgress: true,
      redirectControl: false,
    })
    expect(xhrTransport().capabilities).toMatchObject({ streamUp: false, streamDown: false })
  })
})
