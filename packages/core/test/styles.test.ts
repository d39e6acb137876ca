import { type Definition, type Responses, createClient, get, post, put, type } from '@fairlead/core'
import { type StyleName, style } from '@fairlead/core/styles'
import { describe, expect, test } from 'vitest'
import { bytes, failureOf, rig } from './support/rig.ts'

const ARRAY = ['blue', 'black', 'brown']
const OBJECT = { R: 100, G: 200, B: 150 }

interface Part {
  readonly name: string
  readonly value: unknown
}

async function urlOf(part: 'params' | 'query', { name, value }: Part, own: ReturnType<typeof style>): Promise<string> {
  const { base, sent } = rig([{ json: 1 }])
  const styles = { [part]: { [name]: own } }
  const endpoint =
    part === 'params'
      ? get('/v/{color}', { params: type<Record<'color', unknown>>(), styles })
      : get('/v', { query: type<Record<string, unknown>>(), styles })
  await createClient(base).request(endpoint, { [part]: { [name]: value } })
  return sent[0]?.url.replace('https://harbour.example/api/v', '') ?? ''
}

describe('a style of OpenAPI', () => {
  // The examples of OpenAPI 3.1.1, section 4.8.12.4.
  test.each<[StyleName, boolean, string, string]>([
    ['form', false, '?color=blue,black,brown', '?color=R,100,G,200,B,150'],
    ['form', true, '?color=blue&color=black&color=brown', '?R=100&G=200&B=150'],
    ['spaceDelimited', false, '?color=blue%20black%20brown', '?color=R%20100%20G%20200%20B%20150'],
    ['pipeDelimited', false, '?color=blue%7Cblack%7Cbrown', '?color=R%7C100%7CG%7C200%7CB%7C150'],
    ['deepObject', true, '?color=blue&color=black&color=brown', '?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  ])('%s (explode %s) in a query', async (name, explode, array, object) => {
    expect(await urlOf('query', { name: 'color', value: ARRAY }, style(name, { explode }))).toBe(array)
    expect(await urlOf('query', { name: 'color', value: OBJECT }, style(name, { explode }))).toBe(object)
  })

  test.each<[StyleName, boolean, string, string, string]>([
    ['simple', false, '/blue', '/blue,black,brown', '/R,100,G,200,B,150'],
    ['simple', true, '/blue', '/blue,black,brown', '/R=100,G=200,B=150'],
    ['label', false, '/.blue', '/.blue,black,brown', '/.R,100,G,200,B,150'],
    ['label', true, '/.blue', '/.blue.black.brown', '/.R=100.G=200.B=150'],
    ['matrix', false, '/;color=blue', '/;color=blue,black,brown', '/;color=R,100,G,200,B,150'],
    ['matrix', true, '/;color=blue', '/;color=blue;color=black;color=brown', '/;R=100;G=200;B=150'],
  ])('%s (explode %s) in a path', async (name, explode, plain, array, object) => {
    const own = style(name, { explode })
    expect(await urlOf('params', { name: 'color', value: 'blue' }, own)).toBe(plain)
    expect(await urlOf('params', { name: 'color', value: ARRAY }, own)).toBe(array)
    expect(await urlOf('params', { name: 'color', value: OBJECT }, own)).toBe(object)
  })

  test('encodes values and leaves delimiters, so that a value can have one', async () => {
    const value = ['a,b', 'c&d', 'é/?']
    expect(await urlOf('query', { name: 'q', value }, style('form', { explode: false }))).toBe(
      '?q=a%2Cb,c%26d,%C3%A9%2F%3F',
    )
    expect(await urlOf('params', { name: 'color', value: ['a,b', '../x'] }, style('simple'))).toBe('/a%2Cb,..%2Fx')
  })

  test('leaves reserved characters where it is asked to, but for those that would end the pair', async () => {
    const own = style('form', { allowReserved: true })
    expect(await urlOf('query', { name: 'q', value: '/a?b:c@d#e&f+g' }, own)).toBe('?q=/a?b:c@d%23e%26f%2Bg')
  })

  test('writes objects as deep as they go, and JSON where that is the content', async () => {
    const value = { a: { b: [1, 2], c: [{ d: 'x' }], none: null }, at: new Date(0) }
    const written = decodeURIComponent(await urlOf('query', { name: 'f', value }, style('deepObject')))
    expect(written).toBe('?f[a][b]=1&f[a][b]=2&f[a][c][0][d]=x&f[at]=1970-01-01T00:00:00.000Z')
    expect(decodeURIComponent(await urlOf('query', { name: 'f', value: OBJECT }, style('json')))).toBe(
      '?f={"R":100,"G":200,"B":150}',
    )
  })

  test('stands beside fields without a style, in the order they were given', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const list = get('/v', {
      query: type<{ a: number; ids: number[]; z: string[]; none?: string }>(),
      styles: { query: { ids: style('form', { explode: false }), none: style('json') } },
    })
    await createClient(base).request(list, { query: { a: 1, ids: [1, 2], z: ['x y', 'z'], none: undefined } as never })
    expect(sent[0]?.url).toMatch(/\?a=1&ids=1,2&z=x\+y&z=z$/)
  })

  test('is that of the very name, and of none that every object has', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const endpoint = get('/v/{valueOf}', {
      query: type<Record<string, unknown>>(),
      headers: type<Record<string, string>>(),
      styles: { params: {}, query: {}, headers: {} },
    })
    const call = { params: { valueOf: 'a' }, query: { constructor: 'b' }, headers: { constructor: 'c' } }
    await createClient(base).request(endpoint, call)
    expect(sent[0]?.url).toMatch(/\/v\/a\?constructor=b$/)
    expect(sent[0]?.headers['constructor']).toBe('c')
  })

  test('joins lists in header fields', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const list = get('/v', {
      headers: type<{ 'x-ids': number[]; 'x-as': Record<string, number>; 'x-one': string }>(),
      styles: { headers: { 'x-ids': style('simple'), 'x-as': style('simple', { explode: true }) } },
    })
    await createClient(base).request(list, { headers: { 'x-ids': [1, 2], 'x-as': { a: 1, b: 2 }, 'x-one': '3' } })
    expect(sent[0]?.headers).toMatchObject({ 'x-ids': '1,2', 'x-as': 'a=1,b=2', 'x-one': '3' })
  })

  test('refuses what it cannot write, by its name and before anything is sent', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient(base)
    const list = get('/v/{a}', {
      params: type<{ a: unknown }>(),
      query: type<{ q?: unknown }>(),
      styles: { params: { a: style('simple') }, query: { q: style('form') } },
    })
    for (const [params, query, part, path] of [
      [{ a: [{}] }, {}, 'params', 'a'],
      [{ a: [] }, {}, 'params', 'a'],
      [{ a: '..' }, {}, 'params', 'a'],
      [{ a: 1 }, { q: { x: { y: 1 } } }, 'query', 'q'],
      [{ a: 1 }, { q: '\ud800' }, 'query', 'q'],
    ] as const) {
      expect(await failureOf(client.request(list, { params, query }))).toMatchObject({
        kind: 'validation',
        part,
        issues: [{ path }],
      })
    }
    expect(sent).toHaveLength(0)
    expect(() => style('deepobject' as never)).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => style('form', { expolde: true } as never)).toThrow(/expolde/)
  })
})

type Rules = Definition<undefined, undefined, undefined, ReturnType<typeof type<unknown>>, Responses, 'json', never>

async function sentBody(rules: Omit<Rules, 'body'>, body: unknown): Promise<{ type: string; text: string }> {
  const { base, sent } = rig([{ json: 1 }])
  await createClient(base).request(post('/v', { ...rules, body: type<unknown>() } as never), { body })
  return { type: sent[0]?.headers['content-type'] ?? '', text: sent[0]?.text ?? '' }
}

describe('a body', () => {
  test('has the content type of the contract', async () => {
    const contentType = 'application/merge-patch+json'
    expect(await sentBody({ contentType }, { a: 1 })).toEqual({ type: contentType, text: '{"a":1}' })
    expect(await sentBody({ contentType: 'image/png' }, bytes('AB'))).toEqual({ type: 'image/png', text: 'AB' })
  })

  test('writes the fields of a form in their styles', async () => {
    const styles = {
      body: { expand: style('form', { explode: false }), items: style('deepObject'), p: style('pipeDelimited') },
    }
    const { text } = await sentBody(
      { bodyType: 'form', styles },
      { expand: ['a', 'b'], items: [{ price: 'x' }], p: ['1', '2'], tag: ['t', 'u'] },
    )
    expect([...new URLSearchParams(text)]).toEqual([
      ['expand', 'a,b'],
      ['items[0][price]', 'x'],
      ['p', '1|2'],
      ['tag', 't'],
      ['tag', 'u'],
    ])
  })

  test('writes parts of a multipart body as JSON, with a media type of their own where one is said', async () => {
    const styles = { body: { facts: style('json', { contentType: 'application/json' }), plain: style('json') } }
    const body = { facts: [{ a: 1 }, { a: 2 }], plain: { b: 1 }, file: new Blob(['AB'], { type: 'text/x' }) }
    const { text } = await sentBody({ bodyType: 'multipart', styles }, body)
    // Runtimes differ in the charset they add and the name they give.
    expect(text.match(/Content-Type: application\/json[^\r]*\r\n\r\n\{"a":[12]\}/gi)).toHaveLength(2)
    expect(text).toMatch(/name="plain"\r\n\r\n\{"b":1\}/)
    expect(text).toMatch(/name="file"(; filename="[^"]*")?\r\nContent-Type: text\/x\r\n\r\nAB/i)
  })

  test('is sent as it is where it is bytes, and no plain value is', async () => {
    expect(await sentBody({ bodyType: 'bytes' }, bytes('AB'))).toEqual({ type: 'application/octet-stream', text: 'AB' })
    expect(await sentBody({ bodyType: 'bytes', contentType: 'text/csv' }, 'a,b')).toEqual({
      type: 'text/csv',
      text: 'a,b',
    })
    expect(await failureOf(sentBody({ bodyType: 'bytes' }, { a: 1 }))).toMatchObject({
      kind: 'validation',
      part: 'body',
    })
  })
})

test('an Accept field of the contract comes before the view’s, and the call’s own before both', async () => {
  const { base, sent } = rig([{ json: 1 }])
  const client = createClient(base)
  const one = put('/v', { accept: 'application/vnd.harbour+json' })
  await client.request(one)
  await client.request(one, {}, { headers: { accept: 'application/json' } })
  expect(sent.map(({ headers }) => headers['accept'])).toEqual(['application/vnd.harbour+json', 'application/json'])
})

test('a type without a schema is taken at its word', async () => {
  const { base } = rig([{ json: { id: 1 } }])
  const one = get('/v', { responses: { 200: type<{ id: string }>() } })
  const { id } = await createClient(base).request(one)
  // @ts-expect-error -- it is a string, says the contract
  const wrong: number = id
  expect(wrong).toBe(1)
})
