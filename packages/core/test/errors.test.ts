import { FairleadError, configError, createClient, errorFromJSON, get, isFairleadError } from '@fairlead/core'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

const byId = get('/vessels/{id}', {
  responses: { 200: z.object({ id: z.string() }), 404: z.object({ title: z.string() }) },
})
const setup = (...answers: Parameters<typeof rig>) => {
  const wire = rig(...answers)
  return { ...wire, client: createClient({ ...wire.base, retry: false, contract: { vessels: { byId } } }) }
}
const params = { id: 'aurora' }

describe('an error', () => {
  test('says what went wrong and where, by template', async () => {
    const { client } = setup([{ status: 404, json: { title: 'gone' } }])
    const error = await failureOf(client.api.vessels.byId({ params }))
    expect(error.message).toMatch(/^GET \/vessels\/\{id\}: 404/)
    expect(error).toMatchObject({
      name: 'HttpError',
      kind: 'http',
      status: 404,
      method: 'GET',
      template: '/vessels/{id}',
    })
    expect(error).toBeInstanceOf(Error)
    expect(error.stack).toContain(error.message)
  })

  test('has the declared body of its status, validated', async () => {
    const { client } = setup([{ status: 404, json: { title: 'gone', more: 1 } }])
    expect(await failureOf(client.api.vessels.byId({ params }))).toMatchObject({ data: { title: 'gone' } })
    const { client: other } = setup([{ status: 404, json: { heading: 'gone' } }])
    expect(await failureOf(other.api.vessels.byId({ params }))).toMatchObject({
      kind: 'validation',
      part: 'response',
      status: 404,
    })
  })

  test('has the headers of the answer', async () => {
    const { client } = setup([{ status: 404, json: { title: 'gone' }, headers: { 'x-request-id': 'r7' } }])
    const { headers } = (await failureOf(client.api.vessels.byId({ params }))) as unknown as { headers: Headers }
    expect(headers.get('x-request-id')).toBe('r7')
  })

  test('has the problem details that the server sent', async () => {
    const problem = {
      type: 'https://harbour.example/full',
      title: 'Full',
      status: 409,
      detail: 'No berth is free',
      berths: 0,
    }
    const { client } = setup([{ status: 409, headers: { 'content-type': 'application/problem+json' }, json: problem }])
    expect(await failureOf(client.get('/v'))).toMatchObject({ status: 409, problem, data: problem })
    const { client: plain } = setup([{ status: 409, json: problem }])
    expect((await failureOf(plain.get('/v')))['problem']).toBeUndefined()
  })

  test('of the network has the code of the platform', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    const { client } = setup([{ error: new TypeError('fetch failed', { cause }) }])
    expect(await failureOf(client.get('/v'))).toMatchObject({
      kind: 'network',
      name: 'NetworkError',
      code: 'ECONNREFUSED',
    })
  })

  test('of validation names places, bounded in number, and keeps the issues of the schema', async () => {
    const all = get('/all', { responses: { 200: z.array(z.number()) } })
    const { base } = rig([{ json: Array.from({ length: 100 }, () => 'x') }])
    const error = await failureOf(createClient({ ...base, contract: { all } }).api.all())
    expect(error).toMatchObject({ kind: 'validation', direction: 'output', part: 'response', status: 200 })
    expect(error['issues']).toHaveLength(20)
    expect(error['issues']).toContainEqual({ path: '19' })
    expect(error['details']).toHaveLength(100)
    expect(error.message.length).toBeLessThan(200)
  })
})

describe('toJSON and errorFromJSON', () => {
  test('make the same error again', async () => {
    const { client } = setup([{ status: 429, headers: { 'retry-after': '7' } }])
    const error = await failureOf(client.api.vessels.byId({ params }))
    const again = errorFromJSON(JSON.parse(JSON.stringify(error)) as Record<string, unknown>)
    expect(again).toBeInstanceOf(FairleadError)
    expect(isFairleadError(again)).toBe(true)
    expect(again).toMatchObject({ kind: 'http', name: 'HttpError', message: error.message, retryAt: error.retryAt })
    expect(again).toMatchObject({ method: 'GET', template: '/vessels/{id}', retryable: true, attempts: error.attempts })
    expect(JSON.stringify(again)).toBe(JSON.stringify(error))
  })

  test.each([
    'network',
    'timeout',
    'abort',
    'decode',
    'validation',
    'auth',
    'rejected',
    'config',
    'graphql',
    'socket',
  ] as const)('keep the kind %s', (kind) => {
    const error = new FairleadError(
      kind,
      { method: 'GET', template: '/v' },
      'it failed',
      { clock: 'idle' },
      { data: 'x' },
    )
    const again = errorFromJSON(error.toJSON())
    expect(again.toJSON()).toEqual(error.toJSON())
    expect(again).not.toHaveProperty('data')
  })
})

describe('isFairleadError', () => {
  test('knows the errors of another copy of the package', async () => {
    vi.resetModules()
    const copy = await import('@fairlead/core')
    expect(copy.FairleadError).not.toBe(FairleadError)
    const foreign = copy.configError('x')
    expect(foreign instanceof FairleadError).toBe(false)
    expect(isFairleadError(foreign)).toBe(true)
    expect(copy.isFairleadError(configError('x'))).toBe(true)
  })

  test.each([undefined, null, 'config', {}, new Error('x'), { kind: 'http' }])('does not know %o', (value) => {
    expect(isFairleadError(value)).toBe(false)
  })
})
