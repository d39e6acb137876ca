import { GRAPHQL_TYPE, graphql, json, text } from '../answer.ts'
import type { GraphQLAudit } from '../audit.ts'
import type { AuditedOutcome } from '../client.ts'
import { AURORA, VESSEL } from '../documents.ts'
import { failed, ok, same, shown, succeeded, troubled } from '../expect.ts'
import type { AuditHarness } from '../harness.ts'

const format = 'GraphQL: Response format'

function answered({ server, query }: AuditHarness, body: unknown): Promise<AuditedOutcome> {
  server.answer(typeof body === 'string' ? text(GRAPHQL_TYPE, body) : graphql(body))
  return query(VESSEL, { imo: '9811000' })
}

const error = {
  message: 'The name is not for everybody.',
  path: ['vessel', 'name'],
  locations: [{ line: 1, column: 51 }],
  extensions: { code: 'FORBIDDEN' },
}
const partial = { data: { vessel: { imo: '9811000', name: null } }, errors: [error] }

/** One member of an error reaches the user. */
function keeps(name: 'path' | 'locations' | 'extensions', level: 'MUST' | 'SHOULD', why?: string): GraphQLAudit {
  return {
    id: `error-${name}`,
    title: `tells the ${name} of an error`,
    level,
    spec: 'GraphQL: Errors',
    ...(why && { why }),
    run: async (harness) =>
      same((await answered(harness, partial)).errors?.[0]?.[name], error[name], `${name} is that of the answer`),
  }
}

/** What a GraphQL response says, in which shape ever. */
export const responseAudits: readonly GraphQLAudit[] = [
  {
    id: 'partial-data',
    title: 'gives data that came with errors, and the errors',
    level: 'MUST',
    spec: 'GraphQL: Handling execution errors',
    async run(harness) {
      const outcome = await answered(harness, partial)
      same(outcome.data, partial.data, 'the data are kept')
      same(
        outcome.errors?.map(({ message }) => message),
        [error.message],
        'the errors are told',
      )
    },
  },
  keeps('path', 'MUST'),
  keeps('extensions', 'MUST'),
  keeps('locations', 'SHOULD', 'Servers may leave them out, and most users do not miss them.'),
  {
    id: 'null-data',
    title: 'tells the errors of a response whose data are null',
    level: 'MUST',
    spec: format,
    async run(harness) {
      const outcome = await answered(harness, { data: null, errors: [error] })
      same(
        outcome.errors?.map(({ message }) => message),
        [error.message],
        'the errors are told',
      )
      ok(outcome.data === null || outcome.data === undefined, 'there are no data')
    },
  },
  {
    id: 'json-request-error',
    title: 'tells the errors of an application/json with 200 that has no data',
    level: 'MUST',
    spec: 'GraphQL over HTTP: application/json',
    async run({ query, server }) {
      server.answer(json({ errors: [error] }))
      const outcome = await query(VESSEL, { imo: '9811000' })
      same(
        outcome.errors?.map(({ message }) => message),
        [error.message],
        'the errors are told',
      )
    },
  },
  {
    id: 'extensions',
    title: 'gives the extensions of a response',
    level: 'SHOULD',
    spec: format,
    why: 'They are for implementors; a client that hides them hides costs, traces and deprecations.',
    async run(harness) {
      const outcome = await answered(harness, { data: AURORA, extensions: { cost: 7 } })
      same(outcome.extensions, { cost: 7 }, 'the extensions are those of the answer')
    },
  },
  {
    id: 'empty-errors',
    title: 'takes an empty list of errors for none',
    level: 'SHOULD',
    spec: format,
    why: 'A list that is there must not be empty; many servers send one all the same.',
    run: async (harness) => succeeded(await answered(harness, { data: AURORA, errors: [] }), AURORA),
  },
  {
    id: 'error-without-message',
    title: 'tells that something is wrong where an error has no message',
    level: 'SHOULD',
    spec: 'GraphQL: Errors',
    why: 'A server must send one; what is not told is taken for success.',
    run: async (harness) => troubled(await answered(harness, { errors: [{}] }), 'an error without a message'),
  },
  {
    id: 'no-object',
    title: 'tells a body that is no object as a failure',
    level: 'MUST',
    spec: format,
    async run(harness) {
      for (const body of ['[]', '"Aurora"', 'null', '42']) failed(await answered(harness, body), `the body ${body}`)
    },
  },
  {
    id: 'empty-object',
    title: 'tells a response with neither data nor errors as a failure',
    level: 'MUST',
    spec: format,
    async run(harness) {
      failed(await answered(harness, {}), 'an empty object')
      failed(await answered(harness, { message: 'Not found' }), 'an object of something else')
    },
  },
  {
    id: 'large-numbers',
    title: 'reads a number beyond 2^53 without breaking',
    level: 'MUST',
    spec: 'RFC 8259, section 6',
    why: 'Its last digits may be lost: that is what JSON numbers are in JavaScript.',
    async run(harness) {
      const { data, failure } = await answered(harness, '{"data":{"vessel":{"imo":9007199254740993,"name":"Aurora"}}}')
      const imo = (data as { vessel?: { imo?: unknown } } | undefined)?.vessel?.imo
      ok(
        Number(imo) === 9_007_199_254_740_992 || String(imo) === '9007199254740993',
        `the number is read (${shown(failure)})`,
      )
    },
  },
  {
    id: 'prototype',
    title: 'takes no member named __proto__ for a prototype',
    level: 'SAFE',
    spec: format,
    why: 'What a server sends would become what every object of the program inherits.',
    async run(harness) {
      const poison = '{"__proto__":{"isAdmin":true},"imo":"9811000","name":"Aurora"}'
      const { data } = await answered(harness, `{"data":{"vessel":${poison},"__proto__":{"isAdmin":true}}}`)
      const read = data as { vessel?: object } | undefined
      for (const each of [{}, read, read?.vessel]) ok(!(each && 'isAdmin' in each), 'nothing inherits from what came')
    },
  },
]
