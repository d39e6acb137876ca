import { inspect } from 'node:util'
import type { ClientEvent } from '@fairlead/core'
import { assert, asyncProperty, constantFrom, integer, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, parts, streamed } from './support/scripted-fetch.ts'

const QUERY = 'query File($id: ID!, $rest: X) { vessel(id: $id, rest: $rest) { id } }'
const DEFERRED = 'query File($id: ID!, $rest: X) { vessel(id: $id, rest: $rest) { id ... @defer { name } } }'

/** What a server may answer that quotes what it was told. Each is a failure. */
const answers: Readonly<Record<string, (secret: string) => Response | Promise<Response>>> = {
  errors: (secret) =>
    graphqlResponse({ data: null, errors: [{ message: `no ${secret}`, extensions: { value: secret } }] }),
  'a path that is none': (secret) =>
    graphqlResponse({ errors: [{ message: 'no', path: ['vessel', { secret }, `x y ${secret}`] }] }),
  'a page': (secret) => new Response(`<h1>${secret}</h1>`, { status: 404, headers: { 'content-type': 'text/html' } }),
  'a problem': (secret) => Response.json({ detail: secret }, { status: 422 }),
  'broken JSON': (secret) => new Response(`{"data":{"${secret}`, { headers: { 'content-type': 'application/json' } }),
  'no GraphQL': (secret) => graphqlResponse({ message: secret }),
  'a type that quotes': (secret) => new Response(secret, { headers: { 'content-type': `text/plain; x="${secret}"` } }),
  'parts that break': (secret) =>
    streamed(
      'multipart/mixed; boundary="-"',
      parts([{ data: { vessel: { id: secret } }, hasNext: true }]).slice(0, 1),
      'breaks',
    ),
  'parts that fit nowhere': (secret) =>
    streamed(
      'multipart/mixed; boundary="-"',
      parts([
        { data: { vessel: { id: secret } }, hasNext: true },
        { incremental: [{ path: [secret], data: { [secret]: secret } }], hasNext: false },
      ]),
    ),
  'no network': (secret) => Promise.reject(new TypeError(`cannot reach ${secret}`)),
}

/** All that a program may print of something. */
const printed = (value: unknown): string =>
  [
    String(value),
    JSON.stringify(value),
    inspect(value, { depth: 12 }),
    inspect(value, { depth: 12, showHidden: false }),
  ].join('\n')

test('no value of a variable is printed with a failure or told in an event, whatever the server makes of it', async () => {
  const secret$ = stringMatching(/^q[a-z0-9]{12}$/)
  await assert(
    asyncProperty(
      secret$,
      constantFrom(...Object.keys(answers)),
      integer({ min: 0, max: 3 }),
      async (secret, how, shape) => {
        const { client, gql, clock } = scriptedClient(() => answers[how]!(secret), { cache: false })
        const events: ClientEvent[] = []
        client.on((event) => void events.push(event))
        const rest = [secret, { deep: [secret] }, [secret], { [secret]: 1 }][shape]
        const document = how.startsWith('parts') ? DEFERRED : QUERY
        const outcomes: { readonly state: string; readonly error?: unknown }[] = []
        void gql.query(document, { id: secret, rest }).then((outcome) => outcomes.push(outcome))
        for (let n = 0; n < 100 && outcomes.length === 0; n++) {
          await new Promise((resolve) => setTimeout(resolve, 1))
          await clock.advance(1_000)
        }
        const { state, error } = outcomes[0]!
        expect([how, state]).toEqual([how, how.startsWith('parts') ? 'partial' : 'failed'])
        expect(error).toBeInstanceOf(Error)
        expect(printed(error), how).not.toContain(secret)
        expect(events.length).toBeGreaterThan(0)
        expect(printed(events), how).not.toContain(secret)
        await client.dispose()
      },
    ),
    { numRuns: 120 },
  )
}, 30_000)
