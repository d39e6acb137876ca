import { graphql } from '../answer.ts'
import type { GraphQLAudit } from '../audit.ts'
import { AURORA, BERTH, FILTERED, MOOR, VESSEL } from '../documents.ts'
import { failed, ok, same, succeeded, troubled } from '../expect.ts'
import { type AuditHarness, HEADERS } from '../harness.ts'
import { membersOf, operationNameOf, requestOf } from '../members.ts'

const imo = '9811000'
const found = graphql({ data: AURORA })

async function asked(harness: AuditHarness, ...[document, variables]: [document?: string, variables?: object]) {
  harness.server.answer(found)
  await (document === undefined ? harness.query(VESSEL, { imo }) : harness.query(document, variables))
  return membersOf(requestOf(harness.server))
}

/** What is asked, and how it is written. */
export const requestAudits: readonly GraphQLAudit[] = [
  {
    id: 'asked-once',
    title: 'asks once for one query',
    level: 'MUST',
    spec: 'GraphQL over HTTP: Request',
    async run(harness) {
      harness.server.answer(found)
      succeeded(await harness.query(VESSEL, { imo }), AURORA)
      same(harness.server.requests.length, 1, 'one request is sent')
    },
  },
  {
    id: 'body-type',
    title: 'says that a body is application/json',
    level: 'MUST',
    spec: 'GraphQL over HTTP: POST',
    async run({ mutate, server }) {
      server.answer(graphql({ data: BERTH }))
      await mutate(MOOR, { imo })
      const type = requestOf(server).headers.get('content-type') ?? ''
      ok(/^application\/json\s*(;|$)/i.test(type), `the content type is application/json, not '${type}'`)
    },
  },
  {
    id: 'body-members',
    title: 'sends no member but query, operationName, variables and extensions',
    level: 'MUST',
    spec: 'GraphQL over HTTP: JSON encoding',
    async run(harness) {
      const known = ['query', 'operationName', 'variables', 'extensions']
      const unknown = Object.keys(await asked(harness)).filter((name) => !known.includes(name))
      same(unknown, [], 'no other member is sent')
    },
  },
  {
    id: 'well-formed',
    title: 'sends a text as query, and no variables but an object, where there are none too',
    level: 'MUST',
    spec: 'GraphQL over HTTP: Request parameters',
    async run(harness) {
      const { query, variables, extensions } = await asked(harness, 'query Ports { ports { name } }')
      ok(typeof query === 'string' && query.includes('ports'), 'query is the text of the document')
      for (const each of [variables, extensions])
        ok(each === undefined || each === null || isMap(each), 'variables and extensions are objects, null or left out')
    },
  },
  {
    id: 'variables-as-given',
    title: 'sends variables as they were given: nested, null and beyond ASCII',
    level: 'MUST',
    spec: 'GraphQL over HTTP: JSON encoding',
    async run(harness) {
      const given = { imo, filter: { ports: ['Ålesund', '神戸', '🚢'], berth: null, draught: 7.25, isMoored: false } }
      const { variables } = await asked(harness, FILTERED, given)
      same(variables, given, 'the variables arrive')
    },
  },
  {
    id: 'undefined-variable',
    title: 'leaves an undefined variable out, since null means something else',
    level: 'MUST',
    spec: 'GraphQL: Coercing variable values',
    async run(harness) {
      const document = 'query Vessel($imo: ID!, $flag: String) { vessel(imo: $imo, flag: $flag) { imo name } }'
      const { variables } = await asked(harness, document, { imo, flag: undefined })
      ok(isMap(variables) && !('flag' in variables), 'the variable is not there')
    },
  },
  {
    id: 'fragments',
    title: 'sends the fragments of a document with it',
    level: 'MUST',
    spec: 'GraphQL over HTTP: Request parameters',
    async run(harness) {
      const document =
        'query Vessel($imo: ID!) { vessel(imo: $imo) { ...Facts } } fragment Facts on Vessel { imo name }'
      const { query } = await asked(harness, document, { imo })
      ok(String(query).includes('fragment Facts on Vessel'), 'the fragment is in the query')
    },
  },
  {
    id: 'operation-name',
    title: 'sends the name of the operation',
    level: 'SHOULD',
    spec: 'GraphQL over HTTP: Request parameters',
    why: 'It is optional for one operation, but logs and traces of servers tell operations apart by it.',
    async run(harness) {
      await asked(harness)
      same(operationNameOf(requestOf(harness.server)), 'Vessel', 'operationName is the name')
    },
  },
  {
    id: 'no-invented-name',
    title: 'sends no name for an operation that has none',
    level: 'MUST',
    spec: 'GraphQL: GetOperation()',
    async run(harness) {
      await asked(harness, '{ vessel(imo: "9811000") { imo name } }')
      const name = operationNameOf(requestOf(harness.server))
      ok(name === undefined || name === null || name === '', `no name is sent, not '${String(name)}'`)
    },
  },
  {
    id: 'several-operations',
    title: 'names one operation of a document with several, or refuses it',
    level: 'MUST',
    spec: 'GraphQL: GetOperation()',
    async run({ query, server }) {
      server.answer(found)
      const outcome = await query(`${VESSEL} query Other($imo: ID!) { vessel(imo: $imo) { name } }`, { imo })
      if (server.requests.length === 0) return troubled(outcome, 'a document that nobody can carry out')
      const name = operationNameOf(requestOf(server))
      return ok(name === 'Vessel' || name === 'Other', `operationName is one of both, not '${String(name)}'`)
    },
  },
  {
    id: 'headers',
    title: 'sends the headers that it was made with',
    level: 'MUST',
    spec: 'RFC 9110, section 6.3',
    async run(harness) {
      await asked(harness)
      for (const [name, value] of Object.entries(HEADERS))
        same(requestOf(harness.server).headers.get(name), value, `${name} is sent`)
    },
  },
  {
    id: 'mutation-by-post',
    title: 'sends mutations by POST',
    level: 'MUST',
    spec: 'GraphQL over HTTP: GET',
    async run({ mutate, server }) {
      server.answer(graphql({ data: BERTH }))
      succeeded(await mutate(MOOR, { imo }), BERTH)
      same(requestOf(server).method, 'POST', 'the method is POST')
    },
  },
  {
    id: 'variables-not-in-url',
    title: 'writes no variable into a URL',
    level: 'SAFE',
    spec: 'GraphQL over HTTP: Security',
    why: 'URLs are kept in logs, histories and proxies.',
    async run({ query, mutate, server }) {
      server.answer(found, graphql({ data: BERTH }))
      await query(VESSEL, { imo: 'patient-4711' })
      await mutate(MOOR, { imo: 'patient-4711' })
      ok(server.requests.length > 0, 'something is sent')
      for (const { url } of server.requests) ok(!url.href.includes('4711'), 'the URL has no variable in it')
    },
  },
  {
    id: 'preflight',
    title: 'sends what no page of another origin can send without a preflight',
    level: 'SAFE',
    spec: 'GraphQL over HTTP: Security',
    why: 'Servers that guard against forged requests refuse the rest with 403 by default.',
    async run(harness) {
      await asked(harness)
      ok(
        isPreflighted(requestOf(harness.server).headers),
        'it is JSON, or has a header of the kind that servers ask for',
      )
    },
  },
  {
    id: 'big-integers',
    title: 'refuses a BigInt that JSON cannot say, or says it as a number',
    level: 'SAFE',
    spec: 'GraphQL over HTTP: JSON encoding',
    why: 'A value that is lost in silence is a wrong answer.',
    async run({ query, server }) {
      server.answer(found)
      const outcome = await query(VESSEL, { imo: 9_007_199_254_740_993n })
      if (server.requests.length === 0) failed(outcome, 'the BigInt')
      else ok(requestOf(server).text.includes('9007199254740993'), 'what is sent is the number')
    },
  },
  {
    id: 'cyclic-variables',
    title: 'refuses variables that contain themselves, and sends nothing',
    level: 'SAFE',
    spec: 'GraphQL over HTTP: JSON encoding',
    why: 'A client that hangs or overflows takes the program with it.',
    async run({ query, server }) {
      server.answer(found)
      const filter: Record<string, unknown> = { port: 'Bergen' }
      filter['either'] = filter
      failed(await query(FILTERED, { imo, filter }), 'the cycle')
      same(server.requests.length, 0, 'nothing is sent')
    },
  },
  {
    id: 'syntax-error-unsent',
    title: 'sends no document that cannot be parsed',
    level: 'MAY',
    spec: 'GraphQL over HTTP: Request parameters',
    why: 'A client without a parser may send it and let the server answer; one that can tell need not ask.',
    async run({ query, server }) {
      server.answer(graphql({ errors: [{ message: 'Syntax Error: Expected Name, found <EOF>.' }] }, 400))
      troubled(await query('query Vessel { vessel('), 'a syntax error')
      same(server.requests.length, 0, 'nothing is sent')
    },
  },
]

/** Whether a request is none that the Fetch standard calls simple. */
export function isPreflighted(headers: Headers): boolean {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const isSimple = [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'].includes(type)
  return !isSimple || [...headers.keys()].some((name) => /preflight|csrf|xsrf|x-apollo-operation-name/.test(name))
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
