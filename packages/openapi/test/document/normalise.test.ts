import { describe, expect, it } from 'vitest'
import { normalise } from '../../src/document/normalise.ts'

type Parts = Readonly<Record<string, unknown>>

const documentOf = (paths: Parts, more: Parts = {}): Parts => ({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths,
  ...more,
})
const operationOf = (operation: Parts, item: Parts = {}, more: Parts = {}): unknown =>
  normalise(documentOf({ '/a/{id}': { get: operation, ...item } }, more)).paths?.['/a/{id}']?.get

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }

describe('documents that mean the same are the same', () => {
  it.each<[string, Parts, Parts]>([
    ['a parameter of the path', { get: { parameters: [id] } }, { parameters: [id], get: {} }],
    ['a parameter that is not described', { get: {} }, { get: { parameters: [id] } }],
    [
      'the order of parameters',
      { parameters: [{ name: 'q', in: 'query' }, id], get: {} },
      { get: { parameters: [id, { name: 'q', in: 'query' }] } },
    ],
    [
      'how a parameter is written anyway',
      { get: { parameters: [{ ...id, style: 'simple', explode: false, deprecated: false }] } },
      { get: { parameters: [id] } },
    ],
    [
      'where a parameter is described',
      { get: { parameters: [{ ...id, description: 'D' }] } },
      { get: { parameters: [{ ...id, schema: { type: 'string', description: 'D' } }] } },
    ],
    ['a header field that is ignored', { get: { parameters: [{ name: 'Accept', in: 'header' }] } }, { get: {} }],
    ['no security', { get: {} }, { get: { security: [] } }],
    ['security that asks for nothing', { get: { security: [{}] } }, { get: {} }],
    ['no tags', { get: { tags: [] } }, { get: {} }],
    [
      'a range of statuses',
      { get: { responses: { '4xx': {} } } },
      { get: { responses: { '4XX': { description: '' } } } },
    ],
    [
      'an answer that is the only one',
      { get: { responses: { default: { description: 'D' } } } },
      { get: { responses: { '2XX': { description: 'D' }, default: { description: 'D' } } } },
    ],
    [
      'bytes',
      {
        get: {
          responses: { 200: { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } } },
        },
      },
      { get: { responses: { 200: { content: { 'application/pdf': {} } } } } },
    ],
    [
      'anything',
      { get: { responses: { 200: { content: { 'application/json': {} } } } } },
      { get: { responses: { 200: { content: { 'application/json': { schema: {} } } } } } },
    ],
    [
      'what holds of a schema anyway',
      {
        get: {
          responses: {
            200: {
              content: { 'application/json': { schema: { type: ['string'], nullable: false, uniqueItems: false } } },
            },
          },
        },
      },
      { get: { responses: { 200: { content: { 'application/json': { schema: { type: 'string' } } } } } } },
    ],
  ])('%s', (_, one, other) => {
    expect(normalise(documentOf({ '/a/{id}': one }))).toEqual(normalise(documentOf({ '/a/{id}': other })))
  })

  it('a server that is where the document is', () => {
    expect(normalise(documentOf({}, { servers: [{ url: '/' }] }))).toEqual(normalise(documentOf({})))
  })

  it('members in another order, as text', () => {
    const text = (parts: Parts): string => JSON.stringify(normalise(parts))
    expect(text({ paths: {}, 'x-a': { c: 1, b: 2 }, openapi: '3.1.0', info: { version: '1', title: 'T' } })).toBe(
      text(documentOf({}, { 'x-a': { b: 2, c: 1 } })),
    )
  })
})

it('what differs stays different', () => {
  const security = [{ token: [] }]
  expect(operationOf({}, {}, { security })).toMatchObject({ security })
  expect(operationOf({ security: [] }, {}, { security })).toMatchObject({ security: [] })
  expect(operationOf({}, { servers: [{ url: '/b' }] })).toMatchObject({ servers: [{ url: '/b' }] })
  expect(operationOf({ parameters: [{ name: 'q', in: 'query', explode: false }] })).toMatchObject({
    parameters: [{ name: 'id' }, { name: 'q', explode: false }],
  })
  expect(operationOf({ parameters: [{ name: 's', in: 'cookie' }] })).toMatchObject({
    parameters: [{ name: 's' }, { name: 'id' }],
  })
})

it('parts are left out by their place, also where they are shared', () => {
  const shared = { $ref: '#/components/parameters/q' }
  const components = { parameters: { q: { name: 'q', in: 'query', 'x-a': 1 } } }
  const made = normalise(
    documentOf(
      { '/a': { get: { parameters: [shared] }, 'x-b': 1, options: {} }, '/b': { get: { parameters: [shared] } } },
      { components },
    ),
    { without: ['#/paths/~1a/get/parameters/0/x-a', '#/paths/~1a/x-b', '#/paths/~1a/options', '#/nowhere/at/all'] },
  )
  expect(Object.keys(made.paths?.['/a'] ?? {})).toEqual(['get'])
  expect(made.paths?.['/a']?.get?.parameters).toEqual([{ name: 'q', in: 'query', schema: {} }])
  expect(made.paths?.['/b']?.get?.parameters).toEqual([{ name: 'q', in: 'query', schema: {}, 'x-a': 1 }])
})

it('what is normal is not changed again', () => {
  const source = documentOf(
    {
      '/a/{id}': {
        post: {
          requestBody: { content: { '*/*': { schema: { type: 'object', nullable: true } } } },
          responses: { default: {} },
        },
      },
    },
    {
      components: {
        schemas: { A: { items: { $ref: '#/components/schemas/A/properties/b' }, properties: { b: { example: 1 } } } },
      },
    },
  )
  const once = normalise(source)
  expect(normalise(once)).toEqual(once)
  expect(source).toMatchObject({ openapi: '3.0.3' })
})
