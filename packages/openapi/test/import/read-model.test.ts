import { describe, expect, it } from 'vitest'
import type { ApiModel, OperationModel } from '../../src/import/model.ts'
import { readModel } from '../../src/import/model/read-model.ts'

type Parts = Readonly<Record<string, unknown>>

const documentOf = (paths: Parts, more: Parts = {}): Parts => ({
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  paths,
  ...more,
})
const modelOf = (operation: Parts, path = '/vessels', method = 'post', more: Parts = {}): ApiModel =>
  readModel(documentOf({ [path]: { [method]: { responses: {}, ...operation } } }, more))
const operationOf = (...args: Parameters<typeof modelOf>): OperationModel => {
  const [operation] = modelOf(...args).operations
  if (!operation) throw new Error('no operation')
  return operation
}
const answers = (responses: Parts, method = 'get'): OperationModel => operationOf({ responses }, '/vessels', method)
const content = (...types: string[]): Parts => ({
  content: Object.fromEntries(types.map((type) => [type, { schema: { title: type } }])),
})
const listed = ({ unsupported }: ApiModel): string[] => unsupported.map(({ pointer }) => pointer)

describe('a parameter is written', () => {
  const style = (parameter: Parts): unknown => {
    const { params, query, headers } = operationOf({ parameters: [{ name: 'p', ...parameter }] }, '/vessels/{p}', 'get')
    return (parameter['in'] === 'path' ? params : [...query, ...headers])[0]?.style
  }
  const list = { type: 'array', items: { type: 'string' } }
  const object = { type: 'object' }

  it.each<[string, Parts, unknown]>([
    ['as usual in a query', { in: 'query', schema: { type: 'string' } }, undefined],
    ['as a list that repeats', { in: 'query', schema: list }, undefined],
    ['as a list with commas', { in: 'query', schema: list, explode: false }, { style: 'form', explode: false }],
    ['as an object, which core refuses by itself', { in: 'query', schema: object }, { style: 'form' }],
    ['as a deep object', { in: 'query', schema: object, style: 'deepObject', explode: true }, { style: 'deepObject' }],
    ['with pipes', { in: 'query', schema: list, style: 'pipeDelimited' }, { style: 'pipeDelimited' }],
    [
      'with what is reserved',
      { in: 'query', schema: { type: 'string' }, allowReserved: true },
      { style: 'form', allowReserved: true },
    ],
    ['as JSON', { in: 'query', content: { 'application/json': { schema: object } } }, { style: 'json' }],
    ['as usual in a path', { in: 'path', schema: { type: 'integer' } }, undefined],
    ['as a list in a path', { in: 'path', schema: list }, { style: 'simple' }],
    ['as a matrix', { in: 'path', schema: list, style: 'matrix', explode: true }, { style: 'matrix', explode: true }],
    ['as a list in a header field', { in: 'header', schema: list }, { style: 'simple' }],
    ['as usual where its schema is a name', { in: 'header', schema: { enum: ['a'] } }, undefined],
  ])('%s', (_, parameter, expected) => {
    expect(style(parameter)).toEqual(expected)
  })
})

describe('parameters', () => {
  it('of a path are those of its operations, unless they have one of the same name', () => {
    const page = (description: string): Parts => ({
      name: 'page',
      in: 'query',
      description,
      schema: { type: 'integer' },
    })
    const { operations } = readModel(
      documentOf({ '/a': { parameters: [page('of the path')], get: {}, post: { parameters: [page('its own')] } } }),
    )
    expect(operations.map(({ query }) => query[0]?.description)).toEqual(['of the path', 'its own'])
  })

  it('of a path come in its order, also those that the document forgot', () => {
    const model = modelOf(
      { parameters: [{ name: 'b', in: 'path', schema: { type: 'integer' } }] },
      '/{a}/{b}.json',
      'get',
    )
    expect(model.operations[0]?.params).toMatchObject([
      { name: 'a', required: true, schema: { type: 'string' } },
      { name: 'b', required: true, schema: { type: 'integer' } },
    ])
    expect(model.unsupported).toEqual([
      { pointer: '#/paths/~1{a}~1{b}.json/get', what: expect.stringContaining("path parameter 'a'"), kept: true },
    ])
  })

  it('that no contract has are listed', () => {
    const model = modelOf({
      parameters: [
        { name: 'session', in: 'cookie' },
        { name: 'Content-Type', in: 'header' },
        { name: 'id', in: 'path' },
        { in: 'query' },
        { name: 'q', in: 'query' },
        { name: 'q', in: 'query' },
        { name: 'body', in: 'body' },
      ],
    })
    expect(listed(model)).toEqual(
      [0, 1, 2, 3, 5, 6].map((at) => `#/paths/~1vessels/post/parameters/${at}`).toSorted(byParse),
    )
    expect(model.operations[0]?.query).toHaveLength(1)
  })

  it('keep their examples beside the contract', () => {
    const { docs } = operationOf({
      parameters: [{ name: 'q', in: 'query', example: 'x', description: 'D', schema: { description: 'S' } }],
    })
    expect(docs.parameters).toEqual({ 'query:q': { description: 'D', example: 'x' } })
  })
})

// What cannot be told apart is found while the list is read, and the rest afterwards.
const byParse = (one: string, other: string): number => rank(one) - rank(other)
const rank = (pointer: string): number => [3, 5, 0, 1, 2, 6].indexOf(Number(pointer.at(-1)))

describe('a body', () => {
  const body = (types: Parts, more: Parts = {}): OperationModel['body'] =>
    operationOf({ requestBody: { content: types, ...more } }).body

  it.each<[string, Parts, Partial<NonNullable<OperationModel['body']>>]>([
    ['of JSON', { 'application/json': {} }, { type: 'json', contentType: undefined, required: false }],
    ['of JSON and more', { 'multipart/form-data': {}, 'application/json': {} }, { type: 'json' }],
    [
      'of a patch',
      { 'application/merge-patch+json': {} },
      { type: 'json', contentType: 'application/merge-patch+json' },
    ],
    ['of a form', { 'application/x-www-form-urlencoded': {} }, { type: 'form', contentType: undefined }],
    ['of text', { 'text/plain': {} }, { type: 'text', contentType: undefined }],
    ['of XML', { 'application/xml': {} }, { type: 'text', contentType: 'application/xml' }],
    ['of bytes', { 'application/octet-stream': {} }, { type: 'bytes', contentType: undefined }],
    ['of an image', { 'image/png': {} }, { type: 'bytes', contentType: 'image/png' }],
    ['of any type', { '*/*': {} }, { type: 'bytes', contentType: undefined }],
    [
      'of any type that is an object',
      { '*/*': { schema: { type: 'object' } } },
      { type: 'json', contentType: undefined },
    ],
  ])('%s', (_, types, expected) => {
    expect(body(types)).toMatchObject(expected)
  })

  it('may be required', () => {
    expect(body({ 'application/json': {} }, { required: true })?.required).toBe(true)
  })

  it('of many parts says how each is written', () => {
    const schema = {
      properties: {
        file: { type: 'string', format: 'binary' },
        photo: { type: 'string', format: 'binary' },
        meta: { type: 'object' },
        tags: { type: 'array', items: { type: 'string' } },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
        csv: { type: 'string' },
        detail: { type: 'object' },
        name: { type: 'string' },
      },
    }
    const encoding = {
      photo: { contentType: 'image/png, image/jpeg' },
      csv: { contentType: 'text/csv' },
      detail: { contentType: 'application/json' },
      name: { headers: { 'X-A': {} } },
      nobody: { contentType: 'text/plain' },
    }
    const model = modelOf(
      { requestBody: { content: { 'multipart/form-data': { schema, encoding } } } },
      '/vessels',
      'post',
      { components: { schemas: { Part: { properties: { a: {} } } } } },
    )
    expect(model.operations[0]?.body).toMatchObject({ type: 'multipart', contentType: undefined })
    expect(model.operations[0]?.body?.styles).toEqual({
      photo: { style: 'form', contentType: 'image/png, image/jpeg' },
      meta: { style: 'json', contentType: 'application/json' },
      parts: { style: 'json', contentType: 'application/json' },
      csv: { style: 'form', contentType: 'text/csv' },
      detail: { style: 'json', contentType: 'application/json' },
    })
    const at = '#/paths/~1vessels/post/requestBody/content/multipart~1form-data/encoding'
    expect(listed(model)).toEqual([`${at}/name/headers`, `${at}/nobody`])
  })

  it('of a form may have fields in a style', () => {
    const schema = {
      properties: { filter: { type: 'object' }, ids: { type: 'array', items: {} }, other: { type: 'object' } },
    }
    const encoding = { filter: { style: 'deepObject', explode: true }, ids: { style: 'form', explode: false } }
    expect(body({ 'application/x-www-form-urlencoded': { schema, encoding } })?.styles).toEqual({
      filter: { style: 'deepObject', explode: true },
      ids: { style: 'form', explode: false },
      other: { style: 'json' },
    })
  })

  it('of other media types is kept beside the contract', () => {
    const model = modelOf({
      requestBody: { description: 'D', content: { 'application/json': { example: 1 }, 'text/csv': {} } },
    })
    expect(model.operations[0]?.docs.requestBody).toEqual({ description: 'D', example: 1, content: { 'text/csv': {} } })
    expect(model.unsupported).toMatchObject([
      { pointer: '#/paths/~1vessels/post/requestBody/content/text~1csv', kept: true },
    ])
  })

  it('of a GET is listed', () => {
    const model = modelOf({ requestBody: { content: {} } }, '/vessels', 'get')
    expect(listed(model)).toEqual(['#/paths/~1vessels/get/requestBody'])
    expect(model.operations[0]?.body).toBeUndefined()
  })
})

describe('answers', () => {
  it('have exact statuses, ranges in any case and `default`', () => {
    const { responses } = answers({
      default: {},
      '5xx': {},
      '4XX': {},
      404: {},
      201: content('application/json'),
      200: {},
    })
    expect(responses.map(({ status }) => status)).toEqual([200, 201, 404, '4XX', '5XX', 'default'])
    expect(responses.map(({ schema }) => schema)).toEqual([null, { title: 'application/json' }, null, null, null, null])
  })

  it('of which only `default` is said may be a success', () => {
    const { responses } = answers({ default: content('application/json') })
    expect(responses.map(({ status }) => status)).toEqual(['2XX', 'default'])
    expect(responses[0]?.schema).toBe(responses[1]?.schema)
  })

  it('that no contract has are listed', () => {
    const model = modelOf({ responses: { 101: {}, '1XX': {}, ok: {}, 'x-a': {}, 200: { links: {} } } })
    expect(listed(model)).toEqual(
      ['101', '200/links', '1XX', 'ok', 'x-a'].map((status) => `#/paths/~1vessels/post/responses/${status}`),
    )
  })

  it('that a cache gives are kept beside the contract, since nobody but it sees them', () => {
    const model = modelOf({ responses: { 200: {}, 304: { description: 'Not modified' } } }, '/vessels', 'get')
    expect(model.operations[0]?.responses.map(({ status }) => status)).toEqual([200])
    expect(model.operations[0]?.docs.responses).toMatchObject({ 304: { description: 'Not modified' } })
    expect(model.unsupported).toMatchObject([{ pointer: '#/paths/~1vessels/get/responses/304', kept: true }])
    expect(operationOf({ responses: { 304: {} } }).responses).toMatchObject([{ status: 304 }])
  })

  it.each<[string, Parts, Partial<OperationModel>]>([
    ['JSON', { 200: content('application/json') }, { view: 'json', accept: undefined }],
    [
      'JSON of a vendor',
      { 200: content('application/vnd.a+json') },
      { view: 'json', accept: 'application/vnd.a+json' },
    ],
    ['JSON with a charset', { 200: content('application/json; charset=utf-8') }, { view: 'json', accept: undefined }],
    [
      'JSON before all',
      { 200: content('text/event-stream', 'text/html', 'application/json') },
      { view: 'json', accept: undefined },
    ],
    ['nothing', { 204: {} }, { view: 'json', accept: undefined }],
    ['text', { 200: content('text/plain') }, { view: 'text', accept: 'text/plain' }],
    ['bytes', { 200: content('application/pdf') }, { view: 'bytes', accept: 'application/pdf' }],
    ['any image', { 200: content('image/*') }, { view: 'bytes', accept: undefined }],
    ['events', { 200: content('text/event-stream') }, { view: 'stream', accept: 'text/event-stream' }],
    ['lines', { 200: content('application/x-ndjson') }, { view: 'stream', accept: 'application/x-ndjson' }],
    [
      'bytes, with failures of JSON',
      { 200: content('application/zip'), 404: content('application/json') },
      { view: 'bytes' },
    ],
  ])('are read as %s', (_, responses, expected) => {
    expect(answers(responses)).toMatchObject(expected)
  })

  it('of events keep the schema of one event', () => {
    expect(answers({ 200: content('text/event-stream') }).responses).toMatchObject([
      { content: 'events', schema: { title: 'text/event-stream' } },
    ])
  })

  it('of two kinds are listed', () => {
    const model = modelOf({ responses: { 200: content('application/json'), 202: content('text/plain') } })
    expect(model.unsupported).toMatchObject([
      { pointer: '#/paths/~1vessels/post/responses/202/content/text~1plain', kept: true },
    ])
    expect(model.operations[0]?.docs.responses?.['202']).toEqual({ description: '', contentType: 'text/plain' })
  })

  it('of HEAD have no body', () => {
    const model = modelOf({ responses: { 200: content('application/json') } }, '/vessels', 'head')
    expect(model.operations[0]?.responses).toMatchObject([{ status: 200, schema: null }])
    expect(listed(model)).toEqual(['#/paths/~1vessels/head/responses/200/content'])
  })

  it('keep their header fields, examples and other media types beside the contract', () => {
    const { docs } = answers({
      200: {
        description: 'D',
        headers: { ETag: {} },
        content: { 'application/json': { examples: { a: { value: 1 } } }, 'text/csv': {} },
      },
      429: { description: 'Slow down' },
    })
    expect(docs.responses).toEqual({
      200: { description: 'D', headers: { ETag: {} }, examples: { a: { value: 1 } }, content: { 'text/csv': {} } },
      429: { description: 'Slow down', headers: {} },
    })
  })
})

describe('security', () => {
  const auth = (operation: Parts, document: Parts): unknown => operationOf(operation, '/a', 'get', document).auth

  it.each<[string, Parts, Parts, string | undefined]>([
    ['is not said', {}, {}, undefined],
    ['is said for all', {}, { security: [{ token: [] }] }, 'session'],
    ['is said for one', { security: [{ token: [] }] }, {}, 'session'],
    ['is lifted for one', { security: [] }, { security: [{ token: [] }] }, 'public'],
    ['may be left out', { security: [{ token: [] }, {}] }, {}, 'public'],
    ['is not needed', {}, { security: [] }, 'public'],
  ])('%s', (_, operation, document, expected) => {
    expect(auth(operation, document)).toBe(expected)
  })

  it('is kept in all its detail beside the contract', () => {
    const security = [{ token: ['read'] }]
    const model = modelOf({ security }, '/a', 'get', {
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    })
    expect(model.operations[0]?.docs.security).toEqual(security)
    expect(model.docs).toMatchObject({ security: [], securitySchemes: { token: { scheme: 'bearer' } } })
  })
})

describe('pages', () => {
  const query = (...names: string[]): Parts[] =>
    names.map((name) => ({ name, in: 'query', schema: { type: 'string' } }))
  const paged = (parameters: Parts[], response: Parts = {}, method = 'get'): unknown =>
    operationOf({ parameters, responses: { 200: response } }, '/a', method).pagination
  const next = { content: { 'application/json': { schema: { properties: { next_cursor: {} } } } } }

  it.each<[string, unknown, unknown]>([
    ['are linked', paged(query('page'), { headers: { Link: {} } }), { kind: 'link', page: 'page' }],
    ['have a cursor', paged(query('cursor', 'limit'), next), { kind: 'cursor', cursor: 'cursor', next: 'next_cursor' }],
    ['are counted', paged(query('page', 'per_page')), { kind: 'page', page: 'page', size: 'per_page' }],
    ['are not sure', paged(query('limit', 'offset')), undefined],
    ['are not sure without the next cursor', paged(query('cursor')), undefined],
    ['are of a GET', paged(query('page', 'per_page'), {}, 'post'), undefined],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('nothing of a document is dropped in silence', () => {
  it.each<[string, Parts, string[]]>([
    ['webhooks', { webhooks: { a: {} } }, ['#/webhooks']],
    ['another dialect', { jsonSchemaDialect: 'x' }, ['#/jsonSchemaDialect']],
    [
      'OPTIONS and TRACE',
      { paths: { '/a': { get: {}, options: {}, trace: {} } } },
      ['#/paths/~1a/options', '#/paths/~1a/trace'],
    ],
    ['callbacks', { paths: { '/a': { get: { callbacks: {} } } } }, ['#/paths/~1a/get/callbacks']],
    ['a path without operations', { paths: { '/a': {} } }, ['#/paths/~1a']],
    ['a path that another host may be', { paths: { '//a': { get: {} } } }, ['#/paths/~1~1a']],
    ['a path with a dot segment', { paths: { '/a/../b': { get: {} } } }, ['#/paths/~1a~1..~1b']],
    [
      'what is said of a path',
      { paths: { '/a': { summary: 'S', 'x-a': 1, get: {} } } },
      ['#/paths/~1a/summary', '#/paths/~1a/x-a'],
    ],
    [
      'components that nobody uses',
      { components: { parameters: { a: {} }, links: {} } },
      ['#/components/parameters/a', '#/components/links'],
    ],
    [
      'a member of a parameter',
      { paths: { '/a': { get: { parameters: [{ name: 'a', in: 'query', allowEmptyValue: true }] } } } },
      ['#/paths/~1a/get/parameters/0/allowEmptyValue'],
    ],
  ])('%s', (_, parts, expected) => {
    const model = readModel({ ...documentOf({}), ...parts })
    expect(listed(model)).toEqual(expected)
    expect(model.unsupported.every(({ what, kept }) => /^[A-Z].*\.$/.test(what) && !kept)).toBe(true)
  })

  it('but extensions of the document and of operations are kept beside the contract', () => {
    const model = modelOf({ 'x-a': 1 }, '/a', 'get', { 'x-b': 2 })
    expect(model.unsupported).toEqual([])
    expect(model.docs).toMatchObject({ 'x-b': 2 })
    expect(model.operations[0]?.docs).toMatchObject({ 'x-a': 1 })
  })
})

it('how far the work is can be seen', () => {
  const seen: string[] = []
  readModel(documentOf({ '/a': { get: {} }, '/b': { get: {} } }), {
    onProgress: ({ step, done, total }) => seen.push(`${step} ${done}/${total}`),
  })
  expect(seen).toEqual(['model 1/2', 'model 2/2'])
})

it('schemas that refer to each other many times over are looked at once', () => {
  const names = Array.from({ length: 60 }, (_, at) => `S${at}`)
  const schemas = Object.fromEntries(
    names.map((name) => [name, { anyOf: names.map((other) => ({ $ref: `#/components/schemas/${other}` })) }]),
  )
  const parameters = [{ name: 'q', in: 'query', schema: { $ref: '#/components/schemas/S0' } }]
  expect(operationOf({ parameters }, '/a', 'get', { components: { schemas } }).query).toHaveLength(1)
})
