import { get, post, put, type } from '@fairlead/core'
import { style } from '@fairlead/core/styles'
import type { JsonSchemaObject } from '@fairlead/openapi'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, operation } from './support/build.ts'

const VesselId = z.object({ id: z.string().min(1).describe('Given for life') })

test('path parameters are required, in the order of the path, and their descriptions are lifted', () => {
  const one = get('/harbours/{harbour}/vessels/{id}', {
    params: z.object({ id: z.uuid().describe('For life'), harbour: z.string() }),
  })

  expect(operation(build({ one }), 'get', one.path).parameters).toEqual([
    { name: 'harbour', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'id', in: 'path', required: true, description: 'For life', schema: { type: 'string', format: 'uuid' } },
  ])
})

test('without a schema a path parameter is a text', () => {
  expect(operation(build({ one: get('/vessels/{id}') }), 'get', '/vessels/{id}').parameters).toEqual([
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
  ])
})

test('each member of a query is a parameter: required where it must be given, deprecated where it is', () => {
  const list = get('/vessels', {
    query: z.object({
      q: z.string(),
      page: z.coerce.number<number>().int().min(1).default(1),
      since: z.date().optional(),
      beyond: z.bigint().optional(),
      old: z.string().optional().meta({ deprecated: true }),
    }),
  })

  expect(operation(build({ list }), 'get', '/vessels').parameters).toEqual([
    { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
    { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1, default: 1 } },
    { name: 'since', in: 'query', schema: { type: 'string', format: 'date-time' } },
    { name: 'beyond', in: 'query', schema: { type: 'integer' } },
    { name: 'old', in: 'query', deprecated: true, schema: { type: 'string' } },
  ])
})

test('a query that is put together of several objects has the members of all', () => {
  const Page = z.object({ page: z.number() }).meta({ id: 'Page' })
  const list = get('/vessels', { query: z.intersection(Page, z.object({ q: z.string().optional() })) })
  const document = build({ list })

  expect(operation(document, 'get', '/vessels').parameters).toEqual([
    { name: 'page', in: 'query', required: true, schema: { type: 'number' } },
    { name: 'q', in: 'query', schema: { type: 'string' } },
  ])
  expect(document.components).toBeUndefined()
})

test.each([
  ['one of several objects', z.union([z.object({ id: z.string() }), z.object({ name: z.string() })]), 'anyOf'],
  ['a record', z.record(z.string(), z.string()), 'additionalProperties'],
])(
  'a query without fixed names (%s) is one parameter whose members stand in the query by themselves',
  (_what, query, keyword) => {
    const [own, ...others] = operation(build({ list: get('/vessels', { query }) }), 'get', '/vessels').parameters ?? []

    expect(others).toEqual([])
    expect(own).toMatchObject({ in: 'query', style: 'form', explode: true })
    expect(own?.schema).toHaveProperty(keyword)
  },
)

test('a query whose type only the compiler knows may have any member', () => {
  const list = get('/vessels', { query: type<{ page?: number }>() })

  expect(operation(build({ list }), 'get', '/vessels').parameters).toEqual([
    { name: 'query', in: 'query', style: 'form', explode: true, schema: { type: 'object' } },
  ])
})

test('styles are said where they are not what OpenAPI takes for granted', () => {
  const list = get('/vessels/{ids}', {
    params: z.object({ ids: z.array(z.string()) }),
    query: z.object({
      kinds: z.array(z.string()),
      near: z.object({ x: z.number() }),
      tags: z.array(z.string()),
      where: z.object({ flag: z.string() }),
      to: z.string(),
    }),
    headers: z.object({ 'x-parts': z.array(z.string()) }),
    styles: {
      params: { ids: style('matrix') },
      query: {
        kinds: style('form'),
        near: style('deepObject'),
        tags: style('pipeDelimited'),
        where: style('json'),
        to: style('form', { allowReserved: true }),
      },
      headers: { 'x-parts': style('simple') },
    },
  })
  const parameters = operation(build({ list }), 'get', '/vessels/{ids}').parameters ?? []
  const said = parameters.map(({ name, schema: _schema, in: _in, required: _required, ...rest }) => [name, rest])

  expect(Object.fromEntries(said)).toEqual({
    ids: { style: 'matrix' },
    kinds: {},
    near: { style: 'deepObject', explode: true },
    tags: { style: 'pipeDelimited' },
    where: {
      content: {
        'application/json': {
          schema: { type: 'object', properties: { flag: { type: 'string' } }, required: ['flag'] },
        },
      },
    },
    to: { allowReserved: true },
    'x-parts': {},
  })
})

test('header fields are parameters, but for those that media types and security say', () => {
  const one = get('/vessels', {
    headers: z.object({ 'x-trace': z.string(), Authorization: z.string(), accept: z.string().optional() }),
  })

  expect(operation(build({ one }), 'get', '/vessels').parameters?.map(({ name }) => name)).toEqual(['x-trace'])
})

test("an endpoint with idempotent: 'key' has an Idempotency-Key, once", () => {
  const schema = { headers: z.object({ 'idempotency-key': z.string() }) }
  const document = build({
    a: post('/a', { idempotent: 'key' }),
    b: post('/b', { idempotent: 'key', ...schema }),
    c: post('/c'),
  })
  const names = ['/a', '/b', '/c'].map((path) => operation(document, 'post', path).parameters?.map(({ name }) => name))

  expect(names).toEqual([['Idempotency-Key'], ['idempotency-key'], undefined])
})

test.each([
  ['JSON', { body: z.object({ a: z.string() }) }, 'application/json', 'object'],
  [
    'a form',
    { body: z.object({ a: z.string() }), bodyType: 'form' as const },
    'application/x-www-form-urlencoded',
    'object',
  ],
  ['multipart', { body: z.object({ a: z.string() }), bodyType: 'multipart' as const }, 'multipart/form-data', 'object'],
  ['a text', { body: z.string() }, 'text/plain', 'string'],
  ['a text as JSON', { body: z.string(), bodyType: 'json' as const }, 'application/json', 'string'],
  ['bytes', { body: z.instanceof(Blob), bodyType: 'bytes' as const }, 'application/octet-stream', undefined],
  ['bytes by their class', { body: z.instanceof(Uint8Array) }, 'application/octet-stream', undefined],
  ['a FormData', { body: z.instanceof(FormData) }, 'multipart/form-data', 'object'],
  [
    'a type of its own',
    { body: z.object({}), contentType: 'application/merge-patch+json' },
    'application/merge-patch+json',
    'object',
  ],
])('a body of %s has the media type that the client sends', (_what, definition, mediaType, schemaType) => {
  const body = operation(build({ send: put('/things', definition as object) }), 'put', '/things').requestBody

  expect(Object.keys(body?.content ?? {})).toEqual([mediaType])
  expect((body?.content[mediaType]?.schema as JsonSchemaObject | undefined)?.type).toBe(schemaType)
  expect(body?.required).toBe(true)
})

test('a body that may be left out is not required', () => {
  const send = post('/things', { body: z.object({ a: z.string() }).optional() })

  expect(operation(build({ send }), 'post', '/things').requestBody).not.toHaveProperty('required')
})

test('files of a multipart body are bytes, with the media types they have', () => {
  const send = post('/files', {
    body: z.object({
      photo: z.file().mime('image/png'),
      more: z.array(z.instanceof(Blob)),
      facts: z.object({ title: z.string() }),
    }),
    bodyType: 'multipart',
    styles: { body: { facts: style('json'), photo: style('form', { contentType: 'image/png' }) } },
  })
  const content = operation(build({ send }), 'post', '/files').requestBody?.content['multipart/form-data']

  expect(content?.schema).toMatchObject({
    properties: {
      photo: { type: 'string', contentMediaType: 'image/png' },
      more: { items: { type: 'string', contentMediaType: 'application/octet-stream' } },
    },
  })
  expect(content?.encoding).toEqual({ facts: { contentType: 'application/json' }, photo: { contentType: 'image/png' } })
})

test('what the options say of parameters and bodies is added', () => {
  const moor = post('/vessels/{id}', {
    params: VesselId,
    query: z.object({ dry: z.boolean() }),
    body: z.object({ berth: z.string() }),
  })
  const document = build(
    { vessels: { moor } },
    {
      operations: {
        'vessels.moor': {
          parameters: { 'query:dry': { description: 'Only look', example: true } },
          requestBody: { description: 'Where', example: { berth: 'N4' }, content: { 'application/xml': {} } },
        },
      },
    },
  )
  const { parameters, requestBody } = operation(document, 'post', '/vessels/{id}')

  expect(parameters?.[1]).toMatchObject({ name: 'dry', description: 'Only look', example: true })
  expect(requestBody).toMatchObject({
    description: 'Where',
    content: { 'application/json': { example: { berth: 'N4' } }, 'application/xml': {} },
  })
})
