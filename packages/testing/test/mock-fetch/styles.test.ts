import { createClient, fetchTransport, get, post } from '@fairlead/core'
import { type StyleName, style } from '@fairlead/core/styles'
import { mockFetch } from '@fairlead/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'

const baseUrl = 'https://harbour.example'
const Value = z.object({
  list: z.array(z.string()).optional(),
  object: z.object({ a: z.string(), n: z.coerce.number() }).optional(),
  one: z.string().optional(),
})
const list = ['a,b', 'x&y=z', 'ä|;.1', 'two words+']
const object = { a: 'x,y; z', n: 7 }
/** What a value cannot have in it, for once it is encoded nobody can tell it from the delimiter. */
const delimiters: { readonly [name in StyleName]?: RegExp } = { spaceDelimited: / /g, pipeDelimited: /\|/g }
const seen = (asked: unknown): never => asked as never

async function roundTrip(
  part: 'params' | 'query' | 'headers',
  name: StyleName,
  explode: boolean,
  value: object,
): Promise<unknown> {
  const [key = ''] = Object.keys(value)
  const endpoint = get(part === 'params' ? `/v/{${key}}` : '/v', {
    [part]: Value,
    styles: { [part]: { [key]: style(name, { explode }) } },
  })
  let asked: unknown
  const mock = mockFetch(
    { one: { endpoint } },
    { one: { endpoint: seen((given: Record<string, unknown>) => (asked = given[part])) } },
  )
  const client = createClient({ baseUrl, transport: fetchTransport({ fetch: mock }) })
  await client.request(endpoint as never, { [part]: value } as never)
  return asked
}

test.each<['params' | 'query', StyleName, boolean]>([
  ['query', 'form', false],
  ['query', 'form', true],
  ['query', 'spaceDelimited', false],
  ['query', 'pipeDelimited', false],
  ['query', 'json', false],
  ['params', 'simple', false],
  ['params', 'simple', true],
  ['params', 'label', false],
  ['params', 'matrix', false],
  ['params', 'matrix', true],
])('what is written into %s as %s (explode %s) is read back', async (part, name, explode) => {
  const without = (text: string): string => text.replaceAll(delimiters[name] ?? /$^/g, '_')
  const texts = { list: list.map(without) }
  const members = { object: { ...object, a: without(object.a) } }
  expect(await roundTrip(part, name, explode, texts)).toEqual(texts)
  expect(await roundTrip(part, name, explode, { list: ['one'] })).toEqual({ list: ['one'] })
  if (part === 'query' && explode) return
  expect(await roundTrip(part, name, explode, members)).toEqual(members)
})

test('objects in a query are read back at any depth, and lists in header fields', async () => {
  expect(await roundTrip('query', 'deepObject', true, { object })).toEqual({ object })
  expect(await roundTrip('headers', 'simple', false, { list: ['a', 'b'] })).toEqual({ list: ['a', 'b'] })
})

test.each(['form', 'multipart'] as const)('the fields of a %s are read back', async (bodyType) => {
  const endpoint = post('/v', {
    body: Value,
    bodyType,
    styles: { body: { object: style('json', { contentType: 'application/json' }) } },
  })
  let asked: unknown
  const mock = mockFetch({ one: { endpoint } }, { one: { endpoint: ({ body }) => void (asked = body) } })
  const client = createClient({ baseUrl, transport: fetchTransport({ fetch: mock }) })
  await client.request(endpoint, { body: { list, object, one: '5' } })
  expect(asked).toEqual({ list, object, one: '5' })
})
