import { inspect } from 'node:util'
import { array, assert, asyncProperty, constantFrom, option, record } from 'fast-check'
import { expect, test } from 'vitest'
import { writeVariables } from '../src/canonical.ts'
import { scriptedClient } from './support/scripted-client.ts'
import { type Asked, graphqlResponse } from './support/scripted-fetch.ts'

const QUERY = 'query Q($a: X, $b: X) { said(a: $a, b: $b) }'
const OTHER = 'query Other($a: X, $b: X) { said(a: $a, b: $b) }'

/** A server that says what it was asked, and how many it was asked before. */
function echo() {
  return scriptedClient(({ body, headers }: Asked, turn) => {
    const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: object }
    return graphqlResponse({ data: { said: [query, variables, headers.get('x-tenant')], turn } })
  })
}
type Said = { readonly said: readonly [string, object, string | null]; readonly turn: number }

test('every question gets its own answer, whatever was asked before it and at the same time', async () => {
  // Few values that look alike, so that questions meet.
  const value = constantFrom<unknown>(
    null,
    undefined,
    '',
    ' ',
    '0',
    '00',
    0,
    1,
    '1',
    false,
    '{}',
    '[]',
    'Ez',
    'FY',
    [],
    [null],
    {},
    [[]],
    { a: 1 },
    { a: '1' },
    [1, 2],
    ['1,2'],
    '#1',
  )
  const ask = record({
    query: constantFrom(QUERY, OTHER),
    variables: record({ a: value, b: value }, { requiredKeys: [] }),
    tenant: option(constantFrom('a', 'b', '', '{"a":1}'), { nil: undefined }),
  })
  await assert(
    asyncProperty(array(ask, { minLength: 2, maxLength: 12 }), async (asks) => {
      const { gql } = echo()
      const answer = async ({ query, variables, tenant }: (typeof asks)[number]): Promise<void> => {
        const headers = tenant === undefined ? {} : { headers: { 'x-tenant': tenant } }
        const { data, state } = await gql.query<Said>(query, variables, headers)
        expect(state).toBe('ok')
        expect(data?.said[0].replace(/\s+/g, ' ')).toContain(query.slice(0, 8))
        expect(data?.said.slice(1)).toEqual([JSON.parse(JSON.stringify(variables)), tenant ?? null])
      }
      for (const one of asks.slice(0, 6)) await answer(one)
      await Promise.all(asks.map(answer))
      gql.dispose()
    }),
    { numRuns: 150 },
  )
})

test('the same question is one, in whatever order its variables and fields stand', async () => {
  const { gql, asked } = echo()
  const said = await Promise.all([
    gql.query<Said>(QUERY, { a: { x: 1, y: 2 }, b: 1 }, { headers: { 'x-tenant': 'a' } }),
    gql.query<Said>(QUERY, { b: 1, a: { y: 2, x: 1 } }, { headers: { 'x-tenant': 'a' } }),
    gql.query<Said>(` ${QUERY}\n`, { b: 1, a: { y: 2, x: 1 } }, { headers: { 'x-tenant': 'a' } }),
  ])
  expect(said.map(({ data }) => data?.turn)).toEqual([1, 1, 1])
  expect(asked).toHaveLength(1)
})

test('what cannot be written is not taken for what was asked without it', async () => {
  const { gql, asked } = echo()
  await gql.query(QUERY)
  for (const [variables, options] of [[{ a: 1n }], [{}, { headers: { 'x-tenant': 'a\nb' } }]] as never[][])
    expect(await gql.query(QUERY, variables, options)).toMatchObject({ state: 'failed' })
  expect(asked).toHaveLength(1)
})

test('two mutations are two, however alike and however close', async () => {
  const { gql, asked } = echo()
  const change = () => gql.mutate<Said>('mutation M($a: X) { said(a: $a) }', { a: 1 })
  const said = await Promise.all([change(), change(), change()])
  expect(said.map(({ data }) => data?.turn)).toEqual([1, 2, 3])
  expect(asked).toHaveLength(3)
})

test('files are told apart by what they are', async () => {
  const { gql, asked } = scriptedClient((_, turn) => graphqlResponse({ data: { turn } }))
  const [one, other] = [new Blob(['x']), new Blob(['x'])]
  for (const a of [one, other, one]) await gql.query('query Q($a: X) { turn(a: $a) }', { a })
  expect(asked).toHaveLength(2)
})

test('files are told apart by where they stand', async () => {
  const { gql, asked } = scriptedClient((_, turn) => graphqlResponse({ data: { turn } }))
  const file = new Blob(['x'])
  for (const variables of [
    { a: file, b: null },
    { a: null, b: file },
    { a: [file, null], b: null },
    { a: [null, file], b: null },
  ])
    await gql.query('query Q($a: X, $b: X) { turn(a: $a, b: $b) }', variables)
  expect(asked).toHaveLength(4)
})

test('header fields are told apart in each form that they may be given in', async () => {
  const { gql } = echo()
  const tenants: unknown[] = []
  for (const tenant of ['a', 'b']) {
    for (const fields of [new Map([['x-tenant', tenant]]), new Headers({ 'x-tenant': tenant })]) {
      const { data } = await gql.query<Said>(QUERY, {}, { headers: fields })
      tenants.push(data?.said[2])
    }
  }
  expect(tenants).toEqual(['a', 'a', 'b', 'b'])
})

test.each([
  ['a cycle', () => Object.assign({}, { init: { dispatcher: cycle() } })],
  ['a BigInt', () => ({ headers: { 'x-n': 1n } })],
])('options with %s fail no query before it has begun', async (_, options) => {
  const { gql } = echo()
  let outcome: unknown
  expect(() => (outcome = gql.query(QUERY, {}, options() as never))).not.toThrow()
  expect(await outcome).toHaveProperty('state')
})

function cycle(): object {
  const self: { self?: object } = {}
  self.self = self
  return self
}

test('a field that is undefined is left out', async () => {
  const { gql, asked } = echo()
  await gql.query(QUERY, {}, { headers: { 'x-tenant': undefined } })
  expect(asked.map(({ headers }) => headers.get('x-tenant'))).toEqual([null])
})

test('what no field may hold fails the call by the name of the field, and its value is nowhere', async () => {
  const { gql, asked } = echo()
  const { error } = await gql.query(QUERY, {}, { headers: { 'x-tenant': 'secret\nvalue' } })
  expect(error).toBeDefined()
  expect(`${String(error)} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`).not.toContain('secret')
  expect(asked).toHaveLength(0)
})

test('variables are JSON, whatever they are made of', () => {
  for (const variables of [{ a: new Date(0) }, { a: [undefined, () => 1, Symbol('x'), NaN] }, { a: -0, b: undefined }])
    expect(JSON.parse(writeVariables(variables).json)).toEqual(JSON.parse(JSON.stringify(variables)))
})

test.each([
  ['a list with holes', { a: [, 1] }], // oxlint-disable-line no-sparse-arrays
  ['a boxed number', { a: Object(5) as object }],
  ['a boxed boolean', { a: Object(false) as object }],
  ['what is told its key', { a: { toJSON: (key: string) => key } }],
])('variables are JSON with %s', (_, variables) => {
  expect(JSON.parse(writeVariables(variables).json)).toEqual(JSON.parse(JSON.stringify(variables)))
})

test.each([
  ['bytes', new ArrayBuffer(2)],
  ['a view of bytes', new DataView(new ArrayBuffer(2))],
  ['a stream', new ReadableStream()],
])('variables refuse %s', (_, a) => {
  expect(() => writeVariables({ a })).toThrow('variables.a')
})

test('two agents that the platform sends by are not one, and neither are two that say the same of themselves', async () => {
  class Agent {
    readonly proxy: string
    constructor(proxy: string) {
      this.proxy = proxy
    }
  }
  const { gql, asked } = scriptedClient((_, turn) => graphqlResponse({ data: { turn } }))
  const [one, other] = [new Agent('p'), new Agent('p')]
  const askBy = async (agent: Agent) =>
    (await gql.query('{ turn }', {}, { init: { dispatcher: agent } as object })).data
  expect([await askBy(one), await askBy(other), await askBy(one)]).toEqual([{ turn: 1 }, { turn: 2 }, { turn: 1 }])
  expect(asked).toHaveLength(2)
})
