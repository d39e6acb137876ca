import { get, post } from '@fairlead/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, operation } from './support/build.ts'

const bearer = { type: 'http', scheme: 'bearer' } as const
const apiKey = { type: 'apiKey', in: 'header', name: 'x-api-key' } as const

test('an operation is named by its place in the contract and tagged with its group', () => {
  const document = build({
    v1: { vessels: { byId: get('/vessels/{id}', { summary: 'Read', description: 'One', deprecated: true }) } },
    health: get('/health'),
  })

  expect(operation(document, 'get', '/vessels/{id}')).toMatchObject({
    operationId: 'v1.vessels.byId',
    tags: ['vessels'],
    summary: 'Read',
    description: 'One',
    deprecated: true,
  })
  expect(operation(document, 'get', '/health')).not.toHaveProperty('tags')
})

test('endpoints need any one of the security schemes, and public ones none', () => {
  const contract = { a: get('/a', { auth: 'public' }), b: get('/b', { auth: 'session' }), c: get('/c') }
  const document = build(contract, { securitySchemes: { bearer, apiKey } })

  expect(document.security).toEqual([{ bearer: [] }, { apiKey: [] }])
  expect(document.components?.securitySchemes).toEqual({ bearer, apiKey })
  expect(['/a', '/b', '/c'].map((path) => operation(document, 'get', path).security)).toEqual([
    [],
    undefined,
    undefined,
  ])
})

test('the options say otherwise, for all and for one', () => {
  const contract = { a: get('/a', { auth: 'public' }), b: get('/b') }
  const document = build(contract, {
    securitySchemes: { bearer, apiKey },
    security: [{ bearer: [], apiKey: [] }],
    operations: { b: { security: [{ bearer: ['read'] }] } },
  })

  expect(document.security).toEqual([{ bearer: [], apiKey: [] }])
  expect(operation(document, 'get', '/b').security).toEqual([{ bearer: ['read'] }])
})

test('without security schemes a document says nothing of security', () => {
  const document = build({ a: get('/a', { auth: 'public' }) })

  expect(document).not.toHaveProperty('security')
  expect(operation(document, 'get', '/a')).not.toHaveProperty('security')
})

test('tags of the cache are data: fixed ones, those of path parameters, and else that they are computed', () => {
  const document = build({
    a: get('/a/{id}', { tags: ({ params }) => ['a', `a:${params.id}`] }),
    b: post('/b/{id}', {
      body: z.object({ of: z.string() }),
      tags: ['b'],
      invalidates: ({ body }) => [`of:${body.of}`],
    }),
    c: post('/c/{id}', { invalidates: ({ params }) => [`page:${Number(params.id) + 1}`] }),
    d: post('/d', { responses: { 200: z.object({ id: z.string() }) }, invalidates: ({ data }) => [`d:${data?.id}`] }),
  })

  expect(operation(document, 'get', '/a/{id}')).toMatchObject({ 'x-cache-tags': ['a', 'a:{id}'] })
  expect(operation(document, 'post', '/b/{id}')).toMatchObject({ 'x-cache-tags': ['b'], 'x-invalidates': 'computed' })
  expect(operation(document, 'post', '/c/{id}')).toMatchObject({ 'x-invalidates': 'computed' })
  expect(operation(document, 'post', '/d')).toMatchObject({ 'x-invalidates': 'computed' })
})

test('what a document says beyond the contract is in it, extensions as well', () => {
  const said = {
    info: { title: 'Harbour', version: '2', license: { name: 'MIT' } },
    servers: [{ url: 'https://harbour.example' }],
    tags: [{ name: 'vessels', description: 'Ships' }],
    externalDocs: { url: 'https://harbour.example/docs' },
    'x-owner': 'port',
  }
  const docs = {
    operationId: 'ship',
    tags: ['ships'],
    servers: [{ url: 'https://fast.example' }],
    externalDocs: { url: 'https://x.example' },
    'x-stage': 'beta',
  }

  const document = build({ vessels: { byId: get('/vessels/{id}') } }, { ...said, operations: { 'vessels.byId': docs } })
  expect(document).toMatchObject(said)
  expect(operation(document, 'get', '/vessels/{id}')).toMatchObject(docs)
})

test('a contract is read as a client reads it: modules and plain objects, and nothing else', () => {
  class Others {
    readonly hidden = get('/hidden')
  }
  const document = build({
    a: get('/a'),
    Vessel: z.object({}),
    others: new Others(),
    version: 1,
    inner: Object.freeze({ b: get('/b') }),
  })

  expect(Object.keys(document.paths ?? {})).toEqual(['/a', '/b'])
})
