import { automaticPersisted } from '@fairlead/graphql'
import { expect, test, vi } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, parts, streamed } from './support/scripted-fetch.ts'

test('variables that cannot be written fail the call and not the program, whatever is wrong with them', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  let deep: object = {}
  for (let n = 0; n < 100_000; n++) deep = { deep }
  const bad = {
    toJSON() {
      throw new Error('no')
    },
  }
  for (const given of [deep, { bad }, { n: 1n }, { n: new Map() }])
    expect(await gql.query('query N($n: Int) { n(n: $n) }', given as never)).toMatchObject({
      state: 'failed',
      error: { kind: 'validation', operation: 'N' },
    })
  expect(asked).toHaveLength(0)
})

test('options that have no text fail the call and not the program', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const init: { self?: unknown } = {}
  init.self = init
  for (const options of [{ init }, { timeouts: { totalMs: 1n } }])
    expect(await gql.query('query N { n }', {}, options as never)).toMatchObject({
      state: 'failed',
      error: { kind: 'config' },
    })
  expect(asked).toHaveLength(0)
})

test('`errors: null` is none, as some servers write it', async () => {
  const { gql } = scriptedClient(() => graphqlResponse({ data: { n: 1 }, errors: null }))
  expect(await gql.query('{ n }')).toMatchObject({ state: 'ok', data: { n: 1 }, errors: [] })
})

test('documents that cannot be sent say why, by the name of the operation where it is known', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const bad = ['query {', '', 'fragment F on V { id }', 'query A { a } query B { b }', 'mutation M { m }']
  for (const document of bad)
    expect(await gql.query(document), document).toMatchObject({
      state: 'failed',
      error: { kind: 'graphql', reason: 'document' },
    })
  expect((await gql.query('mutation M { m }')).error?.message).toContain('/graphql M')
  expect(await gql.query({})).toMatchObject({ error: { kind: 'graphql', reason: 'document' } })
  expect(asked).toHaveLength(0)
})

test('files beyond the limit are refused before anything is sent', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }), { maxUploadBytes: 10 })
  const outcome = await gql.mutate('mutation Send($file: File) { send(file: $file) }', {
    file: new Blob(['x'.repeat(11)]),
  })
  expect(outcome).toMatchObject({
    state: 'failed',
    error: { kind: 'validation', operation: 'Send', issues: [{ path: 'variables.file' }] },
  })
  expect(asked).toHaveLength(0)
})

test('an `entityTags` that throws costs nobody the answer', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { gql } = scriptedClient(() => graphqlResponse({ data: { v: { __typename: 'Vessel' } } }), {
    entityTags: ({ id }) => [(id as string).toLowerCase()],
  })
  expect(await gql.query('{ v { id } }')).toMatchObject({ state: 'ok' })
  expect(said).toHaveBeenCalled()
  said.mockRestore()
})

test('a server that sends parts without end is left', async () => {
  const big = 'x'.repeat(15 * 1024 * 1024)
  const { gql } = scriptedClient(() =>
    streamed(
      'multipart/mixed; boundary="-"',
      parts([
        { data: { list: [] }, hasNext: true },
        ...Array.from({ length: 8 }, (_, n) => ({ incremental: [{ path: ['list', n], items: [big] }], hasNext: true })),
      ]),
      'stays',
    ),
  )
  expect(await gql.query('{ list @stream }')).toMatchObject({
    state: 'partial',
    error: { kind: 'graphql', reason: 'incomplete', cause: { kind: 'decode', reason: 'too-large' } },
  })
})

test('a naming of documents that throws, or a code that is none, is an error with a kind or no error at all', async () => {
  const throwing = { get: false, nameOf: () => Promise.reject(new TypeError('no register')) }
  const broken = scriptedClient(() => graphqlResponse({ data: { n: 1 } }), { persisted: throwing })
  expect(await broken.gql.query('{ n }')).toMatchObject({ state: 'failed', error: { kind: 'network' } })
  const odd = { message: 'm', extensions: { code: { toString: 1 } } }
  const answer = () => graphqlResponse({ data: { n: 1 }, errors: [odd] })
  const { gql } = scriptedClient(answer, { persisted: automaticPersisted() })
  expect(await gql.query('{ n }')).toMatchObject({ state: 'partial', data: { n: 1 }, error: { kind: 'graphql' } })
})

test('a configured content type does not take the boundary off a form', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }), {
    headers: { 'Content-Type': 'application/json' },
  })
  await gql.mutate('mutation Send($file: File) { n(file: $file) }', { file: new Blob(['x']) })
  expect(asked[0]?.headers.get('content-type')).toBeNull()
})

test('options that say nothing, and a signal, share one request', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const { signal } = new AbortController()
  await Promise.all([gql.query('{ n }'), gql.query('{ n }', {}, { signal }), gql.query('{ n }', {}, { tags: ['a'] })])
  expect(asked).toHaveLength(1)
})
