import { createClient, get, head } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { bytes, collect, failureOf, rig } from './support/rig.ts'

const json = { json: { name: 'Aurora' } }
const plain = { headers: { 'content-type': 'text/plain' }, body: 'høy' }

describe('views of a quick call', () => {
  test('json, text, bytes and blob read the whole body', async () => {
    const { base } = rig([json])
    const client = createClient(base)
    expect(await client.get('/a').json()).toEqual({ name: 'Aurora' })
    expect(await client.get('/a').text()).toBe('{"name":"Aurora"}')
    expect(await client.get('/a').bytes()).toEqual(bytes('{"name":"Aurora"}'))
    const blob = await client.get('/a').blob()
    // Bun names the charset too.
    expect(blob.type).toMatch(/^application\/json\b/)
    expect(await blob.text()).toBe('{"name":"Aurora"}')
  })

  test('json takes a schema and gives its output', async () => {
    const { base } = rig([{ json: '2026-01-01' }])
    expect(await createClient(base).get('/a').json(z.coerce.date())).toEqual(new Date('2026-01-01'))
  })

  test('json with a schema that does not fit is a validation error', async () => {
    const { base } = rig([{ json: 3 }])
    expect(await failureOf(createClient(base).get('/a').json(z.string()))).toMatchObject({
      kind: 'validation',
      part: 'response',
    })
  })

  test('awaiting the call goes by the content type', async () => {
    const { base } = rig((_, index) => [json, plain, { body: bytes('\u0001') }, { status: 204 }][index] ?? {})
    const client = createClient(base)
    expect(await client.get('/a')).toEqual({ name: 'Aurora' })
    expect(await client.get('/a')).toBe('høy')
    expect(await client.get('/a')).toEqual(bytes('\u0001'))
    expect(await client.get('/a')).toBeUndefined()
  })

  test('stream gives the chunks as they come', async () => {
    const { base } = rig([{ pieces: ['one', 'two'] }])
    const read: string[] = []
    for await (const chunk of await createClient(base).get('/a').stream()) read.push(new TextDecoder().decode(chunk))
    expect(read).toEqual(['one', 'two'])
  })

  test('stream of an answer without a body is empty', async () => {
    const { base } = rig([{ status: 204 }])
    expect(await collect(await createClient(base).get('/a').stream())).toEqual([])
  })

  test('response is a WHATWG Response of the final URL', async () => {
    const { base } = rig([{ ...json, status: 201, headers: { etag: '"1"' } }])
    const response = await createClient(base).post('/a').response()
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 201, ok: true, url: 'https://harbour.example/api/a' })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await response.json()).toEqual({ name: 'Aurora' })
  })

  test('response of a 204 has no body', async () => {
    const { base } = rig([{ status: 204 }])
    expect((await createClient(base).get('/a').response()).body).toBeNull()
  })

  test.each(['json', 'text', 'bytes', 'blob', 'stream', 'response'] as const)(
    '%s throws for a status that is no success',
    async (view) => {
      const { base, sent } = rig([{ status: 404, json: { title: 'gone' } }])
      const error = await failureOf(createClient(base).get('/a')[view]())
      expect(error).toMatchObject({ kind: 'http', status: 404, data: { title: 'gone' } })
      expect(sent[0]?.released).toBe(true)
    },
  )

  test('a view is asked for in the statement that makes the call', async () => {
    const { base } = rig([json])
    const call = createClient(base).get('/a')
    await Promise.resolve()
    await Promise.resolve()
    expect(await failureOf(call.text())).toMatchObject({ kind: 'config' })
  })

  test('two different views of one call are refused', async () => {
    const { base, sent } = rig([json])
    const call = createClient(base).get('/a')
    expect(await call.json()).toEqual({ name: 'Aurora' })
    expect(await failureOf(call.text())).toMatchObject({ kind: 'config' })
    expect(sent).toHaveLength(1)
  })

  test('catch and finally work as on a promise', async () => {
    const { base } = rig([{ status: 404 }])
    let done = 0
    const caught = await createClient(base)
      .get('/a')
      .catch((error: unknown) => error)
    expect(caught).toMatchObject({ kind: 'http' })
    await failureOf(
      createClient(base)
        .get('/a')
        .finally(() => done++),
    )
    expect(done).toBe(1)
  })

  test('HEAD has headers and no body', async () => {
    const { base } = rig([{ headers: { 'content-length': '12', 'content-type': 'application/json' } }])
    const client = createClient({ ...base, contract: { file: { size: head('/files/{id}') } } })
    expect((await client.head('/a').response()).headers.get('content-length')).toBe('12')
    const result = await client.api.file.size({ params: { id: 1 } }).result()
    expect(result).toMatchObject({ ok: true, status: 200 })
    expect(result.headers?.get('content-length')).toBe('12')
  })
})

describe('result', () => {
  test('of a success has status, data and headers', async () => {
    const { base } = rig([{ ...json, status: 201, headers: { etag: '"1"' } }])
    const result = await createClient(base).post('/a').result()
    expect(result).toMatchObject({ ok: true, status: 201, data: { name: 'Aurora' } })
    expect(result.headers?.get('etag')).toBe('"1"')
  })

  test('of another status has its data and the error', async () => {
    const { base } = rig([{ status: 409, json: { takenBy: 'Borea' } }])
    const result = await createClient(base).post('/a').result()
    expect(result).toMatchObject({
      ok: false,
      status: 409,
      data: { takenBy: 'Borea' },
      error: { kind: 'http', status: 409 },
    })
  })

  test('of a call without a usable answer has no status', async () => {
    const { base } = rig((_, index) =>
      index === 0 ? { error: new TypeError('down') } : { body: '{', headers: { 'content-type': 'application/json' } },
    )
    const client = createClient({ ...base, retry: false })
    expect(await client.get('/a').result()).toMatchObject({ ok: false, status: undefined, error: { kind: 'network' } })
    const broken = await client.get('/a').result()
    expect(broken).toMatchObject({ ok: false, error: { kind: 'decode', status: 200 } })
    expect(broken.status).toBeUndefined()
  })

  test('never throws a Fairlead error, not for wrong use either', async () => {
    const { base } = rig([json])
    const client = createClient(base)
    expect(await client.get('/a', { nonsense: 1 } as object).result()).toMatchObject({
      ok: false,
      error: { kind: 'config' },
    })
    expect(await client.get('//evil.example').result()).toMatchObject({ ok: false, error: { kind: 'rejected' } })
  })
})

describe('views that a contract declares', () => {
  const files = {
    text: get('/t', { view: 'text' }),
    bytes: get('/b', { view: 'bytes' }),
    blob: get('/f', { view: 'blob' }),
    stream: get('/s', { view: 'stream' }),
  }

  test('decide what awaiting the call gives', async () => {
    const { base } = rig([plain])
    const { api } = createClient({ ...base, contract: { files } })
    expect(await api.files.text()).toBe('høy')
    expect(await api.files.bytes()).toEqual(bytes('høy'))
    expect(await (await api.files.blob()).text()).toBe('høy')
    expect(await new Response(await api.files.stream()).text()).toBe('høy')
    expect(await api.files.text().result()).toMatchObject({ ok: true, data: 'høy' })
  })

  test('yield to the view that the caller asks for', async () => {
    const { base } = rig([plain])
    const { api } = createClient({ ...base, contract: { files } })
    expect(await api.files.blob().text()).toBe('høy')
  })
})
