import { type Progress, createClient, fetchTransport } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { bytes, chunks, rig } from './support/rig.ts'

const recorder = () => {
  const seen: Progress[] = []
  return { seen, listen: (progress: Progress) => void seen.push(progress) }
}

describe('download progress', () => {
  test('is told for every chunk, with the size where the server names it', async () => {
    const { base } = rig([{ pieces: ['abc', 'de'], headers: { 'content-length': '5' } }])
    const { seen, listen } = recorder()
    await createClient(base).get('/v', { onDownloadProgress: listen }).text()
    expect(seen).toEqual([
      { loadedBytes: 3, totalBytes: 5 },
      { loadedBytes: 5, totalBytes: 5 },
    ])
  })

  test.each([{}, { 'content-length': '3', 'content-encoding': 'gzip' }])(
    'does not guess the size from %j',
    async (headers) => {
      const { base } = rig([{ pieces: ['abcdef'], headers }])
      const { seen, listen } = recorder()
      await createClient(base).get('/v', { onDownloadProgress: listen }).text()
      expect(seen).toEqual([{ loadedBytes: 6, totalBytes: undefined }])
    },
  )

  test('is told while a stream is read', async () => {
    const { base } = rig([{ pieces: ['abc', 'de'] }])
    const { seen, listen } = recorder()
    const reader = (await createClient(base).get('/v', { onDownloadProgress: listen }).stream()).getReader()
    await reader.read()
    expect(seen.map(({ loadedBytes }) => loadedBytes)).toEqual([3])
    await reader.read()
    expect(seen.map(({ loadedBytes }) => loadedBytes)).toEqual([3, 5])
    await reader.cancel()
  })
})

describe('upload progress of the fetch transport', () => {
  /** A client whose fetch reads the body it is given. */
  const upload = async (body: unknown) => {
    const got: { text?: string; type?: string | null } = {}
    const fetch: typeof globalThis.fetch = async (input, init = {}) => {
      const request = new Request(input, init)
      got.type = request.headers.get('content-type')
      got.text = await request.text()
      return new Response(null, { status: 204 })
    }
    const { seen, listen } = recorder()
    const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }) })
    await client.post('/files', { body, onUploadProgress: listen })
    return { got, seen }
  }

  test('is told up to the last byte', async () => {
    const { got, seen } = await upload(bytes('x'.repeat(200_000)))
    expect(got.text).toHaveLength(200_000)
    expect(seen.at(-1)).toEqual({ loadedBytes: 200_000, totalBytes: 200_000 })
    expect(seen.map(({ loadedBytes }) => loadedBytes)).toEqual(
      seen.map(({ loadedBytes }) => loadedBytes).toSorted((a, b) => a - b),
    )
  })

  test('of a stream has no size', async () => {
    const { got, seen } = await upload(chunks('abc', 'de'))
    expect(got.text).toBe('abcde')
    expect(seen).toEqual([
      { loadedBytes: 3, totalBytes: undefined },
      { loadedBytes: 5, totalBytes: undefined },
    ])
  })

  test('leaves the content type of a form as the platform writes it', async () => {
    const form = new FormData()
    form.append('photo', new Blob(['pixels']), 'a.png')
    const { got, seen } = await upload(form)
    const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(got.type ?? '')?.[1]
    expect(got.text).toContain(`--${boundary}`)
    expect(seen.at(-1)?.loadedBytes).toBe(got.text?.length)
    expect((await upload(new URLSearchParams({ a: '1' }))).got).toMatchObject({
      text: 'a=1',
      type: expect.stringContaining('x-www-form-urlencoded') as string,
    })
  })
})
