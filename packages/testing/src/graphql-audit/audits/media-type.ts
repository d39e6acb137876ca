import { type AuditAnswer, GRAPHQL_TYPE, bytewise, graphql, json, text } from '../answer.ts'
import type { AuditLevel, GraphQLAudit } from '../audit.ts'
import { AURORA, VESSEL } from '../documents.ts'
import { chainOf, failed, holds, messagesOf, ok, same, shown, succeeded } from '../expect.ts'
import type { AuditedOutcome } from '../client.ts'
import type { AuditHarness } from '../harness.ts'

const processing = 'GraphQL over HTTP: Processing the response'
const page = `<!doctype html><html><body><h1>502 Bad Gateway</h1>${'<p>nginx</p>'.repeat(100)}</body></html>`

function answered({ server, query }: AuditHarness, answer: AuditAnswer): Promise<AuditedOutcome> {
  server.answer(answer)
  return query(VESSEL, { imo: '9811000' })
}

/** A refusal in GraphQL's own media type, whatever its status. */
function refusedWith(status: number, why: string): GraphQLAudit {
  return {
    id: `graphql-${status}`,
    title: `reads the errors of a ${GRAPHQL_TYPE} with ${status}`,
    level: 'SHOULD',
    spec: processing,
    why,
    async run(harness) {
      const message = 'Cannot query field "nmae" on type "Vessel".'
      const outcome = await answered(harness, graphql({ errors: [{ message }] }, status))
      same(
        outcome.errors?.map((error) => error.message),
        [message],
        'the errors of the server are told',
      )
      ok(outcome.data === undefined || outcome.data === null, 'there are no data')
    },
  }
}

/** The same answer, written in another way that is as good. */
function readsAs(
  id: string,
  title: string,
  level: AuditLevel,
  spec: string,
  answer: AuditAnswer,
  data: unknown = AURORA,
): GraphQLAudit {
  return {
    id,
    title,
    level,
    spec,
    run: async (harness) => succeeded(await answered(harness, answer), data),
  }
}

const aurora = JSON.stringify({ data: AURORA })
// Characters of two, three and four bytes.
const beyondAscii = { vessel: { imo: '9811000', name: 'Ålesund 神戸 🚢' } }

/** What an answer is, by its media type and status. */
export const mediaTypeAudits: readonly GraphQLAudit[] = [
  readsAs('graphql-200', `reads ${GRAPHQL_TYPE}`, 'MUST', 'GraphQL over HTTP: Media types', graphql({ data: AURORA })),
  readsAs(
    'json-200',
    'reads application/json with 200',
    'MUST',
    'GraphQL over HTTP: Media types',
    json({ data: AURORA }),
  ),
  {
    id: 'graphql-294',
    title: 'reads data and errors of a partial success with 294',
    level: 'SHOULD',
    spec: processing,
    why: 'The media type says what it is; 294 is the draft’s own status for it.',
    async run(harness) {
      const outcome = await answered(harness, graphql({ data: AURORA, errors: [{ message: 'no berth' }] }, 294))
      same(outcome.data, AURORA, 'the data are kept')
      same(outcome.errors?.length, 1, 'the error is told')
    },
  },
  refusedWith(400, 'Servers refuse a document that is not valid so.'),
  refusedWith(404, 'Servers answer an unknown persisted document so.'),
  refusedWith(422, 'The draft refuses variables that do not fit so.'),
  refusedWith(500, 'The media type says who speaks: no proxy writes it.'),
  {
    id: 'json-500',
    title: 'does not take an application/json with 500 for a success, whatever it looks like',
    level: 'MUST',
    spec: processing,
    async run(harness) {
      const outcome = await answered(harness, json({ data: AURORA }, 500))
      ok(outcome.failure !== undefined || outcome.errors?.length, 'it is told that something is wrong')
    },
  },
  {
    id: 'json-401',
    title: 'keeps status and body of an application/json with 401',
    level: 'SHOULD',
    spec: processing,
    why: 'What a gateway says is all that a user has to go by.',
    async run(harness) {
      const failure = failed(await answered(harness, json({ code: 'token_expired' }, 401)), 'the 401')
      same(statusOf(failure), 401, 'the failure has the status')
      ok(holds(failure, 'token_expired'), 'the body is somewhere in the failure')
    },
  },
  {
    id: 'html-502',
    title: 'tells a page with 502 as a failure that has the status',
    level: 'MUST',
    spec: processing,
    async run(harness) {
      const failure = failed(await answered(harness, text('text/html', page, 502)), 'the page')
      same(statusOf(failure), 502, 'the failure has the status')
    },
  },
  {
    id: 'html-502-message',
    title: 'does not put a page into a message',
    level: 'SAFE',
    spec: processing,
    why: 'Messages are shown to users and counted in logs.',
    async run(harness) {
      const outcome = await answered(harness, text('text/html', page, 502))
      failed(outcome, 'the page')
      for (const message of messagesOf(outcome))
        ok(!message.includes('<p>nginx'), `the page is not in "${shown(message)}"`)
    },
  },
  {
    id: 'html-200',
    title: 'tells a page with 200 as a failure',
    level: 'MUST',
    spec: 'GraphQL over HTTP: Body',
    async run(harness) {
      const outcome = await answered(harness, text('text/html', '<!doctype html><p>Sign in to the Wi-Fi</p>'))
      failed(outcome, 'a page that is no GraphQL response')
    },
  },
  {
    id: 'no-content',
    title: 'tells an answer without a body as a failure',
    level: 'MUST',
    spec: 'GraphQL over HTTP: Body',
    async run(harness) {
      failed(await answered(harness, { status: 204 }), '204')
      failed(await answered(harness, text(GRAPHQL_TYPE, '')), 'an empty body')
    },
  },
  {
    id: 'truncated',
    title: 'tells JSON that ends too early as a failure',
    level: 'MUST',
    spec: 'RFC 8259, section 2',
    async run(harness) {
      for (const type of [GRAPHQL_TYPE, 'application/json'])
        failed(await answered(harness, text(type, aurora.slice(0, -4))), `half a body of ${type}`)
    },
  },
  {
    id: 'broken-body',
    title: 'tells a body that breaks as a failure',
    level: 'MUST',
    spec: 'RFC 9112, section 8',
    async run(harness) {
      failed(await answered(harness, { ...text(GRAPHQL_TYPE, aurora), end: 'break' }), 'a broken body')
    },
  },
  {
    id: 'unreachable',
    title: 'tells a network that fails as a failure without a status',
    level: 'MUST',
    spec: 'Fetch: network error',
    async run({ query, server }) {
      server.answer('unreachable')
      const failure = failed(await query(VESSEL, { imo: '9811000' }), 'the network error')
      same(statusOf(failure), undefined, 'no server has answered')
    },
  },
  readsAs(
    'cut-anywhere',
    'reads a body that is cut in the middle of its characters',
    'MUST',
    'RFC 3629, section 3',
    { headers: { 'content-type': GRAPHQL_TYPE }, chunks: bytewise(JSON.stringify({ data: beyondAscii })) },
    beyondAscii,
  ),
  readsAs(
    'charset',
    'reads a content type with parameters',
    'MUST',
    'GraphQL over HTTP: Body',
    text(`${GRAPHQL_TYPE}; charset=utf-8`, aurora),
  ),
  readsAs(
    'type-case',
    'reads a content type in other case, and with space around its parameters',
    'MUST',
    'RFC 9110, section 8.3.1',
    text('Application/GraphQL-Response+JSON ; Charset=UTF-8', aurora, 200),
  ),
  readsAs(
    'byte-order-mark',
    'reads JSON behind a byte order mark',
    'MAY',
    'RFC 8259, section 8.1',
    text(GRAPHQL_TYPE, `\uFEFF${aurora}`),
  ),
  {
    id: 'no-content-type',
    title: 'settles where a content type is missing: reads it, or tells a failure',
    level: 'MUST',
    spec: 'RFC 9110, section 8.3',
    async run(harness) {
      const outcome = await answered(harness, { chunks: [aurora] })
      if (outcome.failure === undefined) succeeded(outcome, AURORA)
    },
  },
]

function statusOf(failure: unknown): unknown {
  for (const each of chainOf(failure) as Record<string, unknown>[])
    for (const name of ['status', 'statusCode']) if (typeof each[name] === 'number') return each[name]
  return undefined
}
