import { createClient, fetchTransport, get, type } from '@fairlead/core'
import { type Handlers, type MockOptions, createVirtualClock, mockFetch } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { aurora, contract } from './harbour.ts'

const baseUrl = 'https://harbour.example/api'
const params = { id: 'aurora' }

function rig(handlers: Handlers<typeof contract>, options: MockOptions = {}) {
  const runtime = createVirtualClock()
  const mock = mockFetch(contract, handlers, { baseUrl, runtime, ...options })
  const client = createClient({ baseUrl, contract, runtime, retry: false, transport: fetchTransport({ fetch: mock }) })
  return { runtime, mock, ...client.api, client }
}

describe('a request', () => {
  test('goes to the endpoint whose template fits most exactly', async () => {
    const { vessels } = rig({ vessels: { mine: [], byId: aurora, file: 'of her' } })
    expect(await vessels.mine()).toEqual([])
    expect(await vessels.byId({ params })).toEqual(aurora)
    expect(await vessels.file({ params: { id: 'a', format: 'txt' } })).toBe('of her')
  })

  test('is read back as what its schemas take: text where they take text', async () => {
    const seen: unknown[] = []
    const { vessels } = rig({ vessels: { list: ({ query }) => [(seen.push(query), aurora)] } })
    await vessels.list({ query: { page: 2, flags: ['5'], q: '5' } })
    await vessels.list({ query: { page: 1, flags: ['a', 'b'] } })
    await vessels.list()
    expect(seen).toEqual([{ page: 2, flags: ['5'], q: '5' }, { page: 1, flags: ['a', 'b'] }, { page: 1 }])
  })

  test('is read as the types that a schema shows, where it checks nothing', async () => {
    // As contracts are that were made of documents.
    const shown = (properties: object) => ({
      '~standard': {
        ...type<Record<string, unknown>>()['~standard'],
        jsonSchema: {
          input: () => ({ $ref: '#/$defs/Q', $defs: { Q: { type: 'object', properties }, N: { type: 'integer' } } }),
        },
      },
    })
    const query = shown({
      page: { $ref: '#/$defs/N' },
      flag: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
      ids: { type: 'array', items: { $ref: '#/$defs/N' } },
      level: { enum: [1, 2] },
      text: { type: ['string', 'number'] },
      free: {},
    })
    const one = { find: get('/find', { query, headers: shown({ 'X-Count': { type: 'number' } }) }) }
    const mock = mockFetch({ one }, { one: { find: (asked) => ({ ...asked.query, count: asked.headers['X-Count'] }) } })
    const headers = { 'x-count': '3' }
    const response = await mock(`${baseUrl}/../find?page=2&flag=true&ids=5&level=1&text=7&free=8&other=9`, { headers })
    expect(await response.json()).toEqual({
      page: 2,
      flag: true,
      ids: [5],
      level: 1,
      text: '7',
      free: '8',
      other: '9',
      count: 3,
    })
  })

  test('brings path, header fields of any spelling, and body', async () => {
    let asked: unknown
    const { vessels, mock } = rig({
      vessels: {
        moor: ({ params: { id }, headers, body, reply, request }) => {
          asked = { id, headers, body, method: request.method, endpoint: request.endpoint }
          return reply(201, { from: new Date(0) })
        },
      },
    })
    const call = { params: { id: 'ä/b' }, headers: { 'X-Watch': 'dog' }, body: { berth: 'N4' } }
    expect(await vessels.moor(call)).toEqual({ from: new Date(0) })
    expect(asked).toEqual({
      id: 'ä/b',
      headers: { 'X-Watch': 'dog' },
      body: { berth: 'N4' },
      method: 'POST',
      endpoint: 'vessels.moor',
    })
    expect(mock.requests.map(({ url, json }) => [url, json])).toEqual([
      [`${baseUrl}/vessels/%C3%A4%2Fb/moorings`, { berth: 'N4' }],
    ])
  })

  test('is kept, and printed without what may be secret', async () => {
    const { client, mock } = rig({ vessels: { loose: 1 } })
    await client.get('/loose', { query: { token: 'hush' }, headers: { authorization: 'Bearer hush' } }).json()
    expect(mock.requests[0]?.headers.get('authorization')).toBe('Bearer hush')
    expect(JSON.stringify(mock.requests)).toBe('[{"method":"GET","endpoint":"vessels.loose","at":1767225600000}]')
    const { inspect } = await import('node:util')
    expect(inspect(mock.requests, { showHidden: false, depth: 9 })).not.toContain('hush')
  })
})
