import type { Client, OperationResult } from '@urql/core'
import { expect } from 'vitest'
import type { Harbour } from '../support/harbour.ts'
import { graphqlResponse, parts, scriptedFetch, streamed } from '../support/scripted-fetch.ts'
import type { Subject } from './subjects.ts'

/** Something that a client has to do right: passes with one that does, and throws with one that does not. */
export interface Defect {
  readonly title: string
  run(subject: Subject, harbour: Harbour): Promise<void>
}

const VESSEL = 'query File($id: ID!) { vessel(id: $id) { id name } }'

/** A server that answers with the vessel that was asked for, after a moment. */
const vessels = () =>
  scriptedFetch(async ({ method, url, body }) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    const given = method === 'GET' ? new URL(url).searchParams.get('variables') : undefined
    const { id } = (given ? JSON.parse(given) : (JSON.parse(body) as { variables: object }).variables) as { id: string }
    return graphqlResponse({ data: { vessel: { __typename: 'Vessel', id, name: `vessel ${id}` } } })
  })

/** All results of an operation, until the last one or until nothing more comes. */
function resultsOf(client: Client, document: string, variables = {}): Promise<OperationResult[]> {
  const results: OperationResult[] = []
  return new Promise((resolve) => {
    const { unsubscribe } = client.query(document, variables).subscribe((result) => {
      results.push(result)
      if (!result.hasNext) {
        resolve(results)
        queueMicrotask(() => unsubscribe())
      }
    })
  })
}

/** The unhandled rejections of some work, and of the moment after it. */
async function rejectionsOf(work: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => void unhandled.push(reason))
  try {
    await work()
    await new Promise((resolve) => setTimeout(resolve, 50))
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  }
  return unhandled
}

/** The ten defects that were reproduced with the released packages. */
export const defects: readonly Defect[] = [
  {
    title: '1. two ids whose hashes collide get each their own vessel, kept or in flight',
    async run(subject) {
      const { fetch } = vessels()
      const kept = subject({ fetch })
      await kept.query(VESSEL, { id: 'Ez' })
      expect((await kept.query(VESSEL, { id: 'FY' })).data).toMatchObject({ vessel: { id: 'FY' } })
      const flying = subject({ fetch, cache: 'none' })
      const both = await Promise.all([flying.query(VESSEL, { id: 'Ez' }), flying.query(VESSEL, { id: 'FY' })])
      expect(both.map(({ data }) => (data as { vessel: { id: string } }).vessel.id)).toEqual(['Ez', 'FY'])
    },
  },
  {
    title: '2. the same query of two principals is two requests',
    async run(subject, { origin }) {
      const client = subject({ url: `${origin}/graphql`, cache: 'none' })
      const as = (authorization: string) =>
        client.query(
          'query Me { me }',
          {},
          { fetchOptions: { headers: { authorization } }, fairlead: { headers: { authorization } } },
        )
      const both = await Promise.all([as('Bearer ida'), as('Bearer bob')])
      expect(both.map(({ data }) => (data as { me: string }).me)).toEqual(['Bearer ida', 'Bearer bob'])
    },
  },
  {
    title: '3. the error of a deferred part is told, in the format of graphql-js 17',
    async run(subject) {
      const { fetch } = scriptedFetch(() =>
        streamed(
          'multipart/mixed; boundary="-"',
          parts([
            { data: { me: { id: '1' } }, pending: [{ id: '0', path: ['me'] }], hasNext: true },
            { completed: [{ id: '0', errors: [{ message: 'no', path: ['me', 'name'] }] }], hasNext: false },
          ]),
        ),
      )
      const results = await resultsOf(subject({ fetch }), '{ me { id ... @defer { name } } }')
      expect(results.at(-1)?.data).toMatchObject({ me: { id: '1' } })
      expect(results.at(-1)?.error?.graphQLErrors).toMatchObject([{ message: 'no' }])
    },
  },
  {
    title: '4. a part by its id is put where its pending path says, however the results come',
    async run(subject) {
      const { fetch } = scriptedFetch(() =>
        streamed('text/event-stream', [
          sse({ data: { me: { id: '1', docs: [{ n: 1 }] } }, pending: [{ id: '0', path: ['me'] }], hasNext: true }),
          sse({
            pending: [{ id: '1', path: ['me', 'docs'] }],
            incremental: [{ id: '0', data: { name: 'Ida' } }],
            completed: [{ id: '0' }],
            hasNext: true,
          }),
          sse({ incremental: [{ id: '1', items: [{ n: 2 }] }], completed: [{ id: '1' }], hasNext: false }),
        ]),
      )
      const results = await resultsOf(subject({ fetch }), '{ me { id ... @defer { name } docs @stream { n } } }')
      expect(results.at(-1)?.data).toEqual({ me: { id: '1', name: 'Ida', docs: [{ n: 1 }, { n: 2 }] } })
    },
  },
  {
    title: '5. whoever lets go inside the callback of a stream hears nothing more, and nothing is unhandled',
    async run(subject, { origin }) {
      let heard = 0
      const unhandled = await rejectionsOf(
        () =>
          new Promise((resolve) => {
            const client = subject({ url: `${origin}/graphql` })
            const { unsubscribe } = client
              .query('{ vessel(id: "1") { id ... @defer { cargo { tons } } } }', {})
              .subscribe(() => {
                heard++
                unsubscribe()
                resolve()
              })
          }),
      )
      expect([unhandled, heard]).toEqual([[], 1])
    },
  },
  {
    title: '6. server-sent events may have CRLF and data of several lines',
    async run(subject) {
      const { fetch } = scriptedFetch(() =>
        streamed('text/event-stream', [
          ': hello\r\n\r\nevent: next\r\ndata: {"data":\r\ndata: {"n":1},\r\ndata: "hasNext":false}\r\n\r\n',
          'event: complete\r\ndata:\r\n\r\n',
        ]),
      )
      const results = await resultsOf(subject({ fetch }), '{ n }')
      expect(results.map(({ data, error }) => [data, error])).toEqual([[{ n: 1 }, undefined]])
    },
  },
  {
    title: '7. a stream that breaks keeps what it has shown, marked as incomplete',
    async run(subject) {
      const first = parts([{ data: { me: { id: '1' } }, hasNext: true }, { hasNext: false }]).slice(0, 1)
      const { fetch } = scriptedFetch(() => streamed('multipart/mixed; boundary="-"', first, 'breaks'))
      const results = await resultsOf(subject({ fetch }), '{ me { id ... @defer { name } } }')
      expect(results.at(-1)?.data).toMatchObject({ me: { id: '1' } })
      expect(results.at(-1)).toMatchObject({ hasNext: false, error: { networkError: expect.anything() as unknown } })
    },
  },
  {
    title: '8. no variable of a query is part of its URL',
    async run(subject) {
      const { fetch, asked } = vessels()
      await subject({ fetch }).query(VESSEL, { id: 'patient-4711' })
      expect(asked.map(({ method, url }) => [method, url])).toEqual([['POST', 'https://harbour.example/graphql']])
    },
  },
  {
    title: '9. a mutation is sent once, though the server says 503 and when to come back',
    async run(subject) {
      const { fetch, asked } = scriptedFetch(
        () => new Response('busy', { status: 503, headers: { 'retry-after': '0', 'content-type': 'text/plain' } }),
      )
      const { error } = await subject({ fetch, retries: true }).mutation('mutation Book { book }', {})
      expect([asked.length, error !== undefined]).toEqual([1, true])
    },
  },
  {
    title: '10. what a server says that is no GraphQL is kept, and no page is a message; a BigInt is no crash',
    async run(subject) {
      const bodies = [
        () => graphqlResponse({ message: 'sign in first' }, 401, 'application/json'),
        () =>
          new Response(`<html>${'x'.repeat(5_000)}</html>`, { status: 502, headers: { 'content-type': 'text/html' } }),
      ] as const
      const { fetch } = scriptedFetch((_, turn) => (bodies[turn === 1 ? 0 : 1] ?? bodies[0])())
      const client = subject({ fetch, cache: 'none' })
      const first = await client.mutation('mutation A { a }', {})
      expect(first.error?.networkError).toMatchObject({ status: 401, data: { message: 'sign in first' } })
      const second = await client.mutation('mutation B { b }', {})
      expect(second.error?.message.length).toBeLessThan(300)
      const third = await client.query(VESSEL, { id: 1n })
      expect(third.error?.networkError).toMatchObject({ kind: 'validation' })
    },
  },
]

function sse(value: object): string {
  return `event: next\ndata: ${JSON.stringify(value)}\n\n`
}
