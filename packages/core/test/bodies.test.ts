import { createClient, post } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { bytes, chunks, failureOf, rig } from './support/rig.ts'

const send = async (body: unknown, options: object = {}) => {
  const { base, sent } = rig([{ status: 204 }])
  await createClient(base).post('/v', { body, ...options })
  const [request] = sent
  return { type: request?.headers['content-type'], text: request?.text, bytes: request?.body }
}

describe('request bodies', () => {
  test('objects, arrays, numbers and booleans go out as JSON', async () => {
    expect(await send({ name: 'Åsa' })).toMatchObject({ type: 'application/json', text: '{"name":"Åsa"}' })
    expect(await send([1])).toMatchObject({ type: 'application/json', text: '[1]' })
    expect(await send(0)).toMatchObject({ type: 'application/json', text: '0' })
    expect(await send(false)).toMatchObject({ text: 'false' })
  })

  test('strings go out as text', async () => {
    expect((await send('ahoy')).text).toBe('ahoy')
  })

  test('buffers and Blobs go out as their bytes', async () => {
    const raw = bytes('ahoy')
    expect(await send(raw)).toMatchObject({ type: 'application/octet-stream', bytes: raw })
    expect(await send(raw.buffer)).toMatchObject({ bytes: raw })
    expect(await send(new DataView(raw.buffer, 1, 2))).toMatchObject({ text: 'ho' })
    expect(await send(new Blob([raw], { type: 'image/png' }))).toMatchObject({ type: 'image/png', bytes: raw })
  })

  test('streams and factories go out as they come', async () => {
    expect(await send(chunks('a', 'hoy'))).toMatchObject({ text: 'ahoy' })
    expect(await send(() => chunks('a', 'hoy'))).toMatchObject({ text: 'ahoy' })
    const generator = async function* () {
      yield 'a'
      yield bytes('hoy')
    }
    expect(await send(generator)).toMatchObject({ text: 'ahoy' })
  })

  test('a content type of the caller wins', async () => {
    const headers = { 'Content-Type': 'application/merge-patch+json' }
    expect(await send({ a: 1 }, { headers })).toMatchObject({ type: 'application/merge-patch+json', text: '{"a":1}' })
  })

  test('no body has no content type', async () => {
    expect(await send(undefined)).toMatchObject({ type: undefined, text: '' })
  })

  test('FormData and URLSearchParams are handed to the platform, which writes their type', async () => {
    const form = new FormData()
    form.append('a', '1')
    const { type, text } = await send(form)
    expect(type).toBeUndefined()
    expect(text).toContain('name="a"')
    expect(await send(new URLSearchParams({ a: '1' }))).toMatchObject({ text: 'a=1' })
  })

  test.each([
    [
      'a cycle',
      () => {
        const secret: Record<string, unknown> = {}
        return Object.assign(secret, { secret })
      },
    ],
    ['a bigint', () => ({ secret: 1n })],
    ['a function alone in it', () => Symbol('secret')],
    ['a __proto__ key', () => JSON.parse('{"__proto__":{"secret":1}}') as object],
  ])('with %s are refused without quoting it', async (_, make) => {
    const { base, sent } = rig([{ status: 204 }])
    const error = await failureOf(createClient(base).post('/v', { body: make() }))
    expect(error).toMatchObject({ kind: 'validation', direction: 'input', part: 'body' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(sent).toHaveLength(0)
  })

  test.each(['get', 'head'] as const)('do not go with a %s', async (method) => {
    const { base, sent } = rig([{ status: 204 }])
    expect(await failureOf(createClient(base)[method]('/v', { body: {} }))).toMatchObject({ kind: 'config' })
    expect(sent).toHaveLength(0)
  })
})

describe('bodies that a contract declares', () => {
  const fields = z.object({ name: z.string(), tags: z.array(z.string()).optional() })
  const file = z.object({ name: z.string(), photo: z.instanceof(Blob) })
  const docs = {
    json: post('/j', { body: z.object({ at: z.date().transform((at) => at.toISOString()) }) }),
    form: post('/f', { body: fields, bodyType: 'form' }),
    multipart: post('/m', { body: file, bodyType: 'multipart' }),
    text: post('/t', { body: z.number(), bodyType: 'text' }),
    word: post('/w', { body: z.string(), bodyType: 'json' }),
  }

  test('go out as the schema delivers them', async () => {
    const { base, sent } = rig([{ status: 204 }])
    await createClient({ ...base, contract: { docs } }).api.docs.json({ body: { at: new Date(0) } })
    expect(sent[0]?.text).toBe('{"at":"1970-01-01T00:00:00.000Z"}')
  })

  test('are written as forms, multipart, text or JSON', async () => {
    const { base, sent } = rig([{ status: 204 }])
    const { api } = createClient({ ...base, contract: { docs } })
    await api.docs.form({ body: { name: 'Aurora & Co', tags: ['a', 'b'] } })
    await api.docs.multipart({ body: { name: 'Aurora', photo: new Blob(['pixels']) } })
    await api.docs.text({ body: 7 })
    await api.docs.word({ body: 'ahoy' })
    expect(sent[0]?.text).toBe('name=Aurora+%26+Co&tags=a&tags=b')
    expect(sent[1]?.text).toMatch(/name="name"[^]*Aurora[^]*name="photo"[^]*pixels/)
    expect(sent[2]?.text).toBe('7')
    expect(sent[3]?.text).toBe('"ahoy"')
  })

  test('that do not fit are not sent', async () => {
    const { base, sent } = rig([{ status: 204 }])
    const { api } = createClient({ ...base, contract: { docs } })
    const error = await failureOf(api.docs.form({ body: { name: 'x', tags: [4 as never] } }))
    expect(error).toMatchObject({ kind: 'validation', direction: 'input', part: 'body', issues: [{ path: 'tags.0' }] })
    expect(sent).toHaveLength(0)
  })
})
