import { get, head, type } from '@fairlead/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, operation } from './support/build.ts'

const Vessel = z.object({ id: z.string() })
const Problem = z.object({ title: z.string() })

function responsesOf(definition: object, options: object = {}): Record<string, unknown> {
  const document = build({ vessels: { one: get('/vessels', definition) } }, options)
  return { ...operation(document, 'get', '/vessels').responses }
}

test('answers stand in the order of exact statuses, ranges and default, each with the name of its status', () => {
  const responses = responsesOf({
    responses: { default: Problem, '4XX': Problem, 404: null, 200: Vessel, 201: Vessel },
  })

  expect(
    Object.entries(responses).map(([status, each]) => [status, (each as { description: string }).description]),
  ).toEqual([
    ['200', 'OK'],
    ['201', 'Created'],
    ['404', 'Not Found'],
    ['4XX', 'Client Error'],
    ['default', 'Any other failure'],
  ])
  expect(responses['404']).not.toHaveProperty('content')
})

test.each([
  ['json', 'application/json'],
  ['text', 'text/plain'],
  ['stream', 'text/event-stream'],
  ['bytes', 'application/octet-stream'],
  ['blob', 'application/octet-stream'],
] as const)('a success that is read as %s is %s, and a failure JSON all the same', (view, mediaType) => {
  const responses = responsesOf({ view, responses: { 200: type<never>(), 404: Problem } })

  expect(responses).toMatchObject({
    200: { content: { [mediaType]: {} } },
    404: { content: { 'application/json': {} } },
  })
})

test('a success has the media type that the endpoint accepts, and failures one for all', () => {
  const responses = responsesOf(
    { accept: 'application/vnd.harbour+json', responses: { 200: Vessel, '5XX': Problem } },
    { failureType: 'application/problem+json' },
  )

  expect(responses).toMatchObject({
    200: { content: { 'application/vnd.harbour+json': {} } },
    '5XX': { content: { 'application/problem+json': {} } },
  })
})

test('an endpoint that declares no answer has one success of which nothing is known', () => {
  expect(responsesOf({})).toEqual({ '2XX': { description: 'Success' } })
})

test('an answer to HEAD has no body', () => {
  const document = build({ one: head('/vessels', { responses: { 200: Vessel } }) })

  expect(operation(document, 'head', '/vessels').responses).toEqual({ '200': { description: 'OK' } })
})

test('a 429 says when to come back, unless the options say which fields it has', () => {
  const limited = { responses: { 429: Problem } }
  const headersOf = (responses: Record<string, unknown>): string[] =>
    Object.keys((responses['429'] as { headers?: object }).headers ?? {})

  expect(headersOf(responsesOf(limited))).toEqual(['Retry-After', 'RateLimit', 'RateLimit-Policy'])
  expect(
    headersOf(responsesOf(limited, { operations: { 'vessels.one': { responses: { 429: { headers: {} } } } } })),
  ).toEqual([])
})

test('what the options say of an answer is added', () => {
  const responses = responsesOf(
    { responses: { 200: Vessel } },
    {
      operations: {
        'vessels.one': {
          responses: {
            200: {
              description: 'She is here',
              headers: { ETag: { schema: { type: 'string' } } },
              contentType: 'application/hal+json',
              examples: { one: { value: { id: 'aurora' } } },
              content: { 'text/csv': { schema: { type: 'string' } } },
            },
          },
        },
      },
    },
  )

  expect(responses['200']).toEqual({
    description: 'She is here',
    headers: { ETag: { schema: { type: 'string' } } },
    content: {
      'application/hal+json': {
        schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
        examples: { one: { value: { id: 'aurora' } } },
      },
      'text/csv': { schema: { type: 'string' } },
    },
  })
})

test('a transformation of the endpoint changes nothing: it is the client that transforms', () => {
  const plain = { responses: { 200: Vessel } }

  expect(responsesOf({ ...plain, transform: () => 1 })).toEqual(responsesOf(plain))
})

test('an answer whose schema takes nothing has no content', () => {
  expect(responsesOf({ responses: { 204: z.undefined() } })).toEqual({ '204': { description: 'No Content' } })
})
