import type { GraphQLAudit } from '../audit.ts'
import type { AuditedOutcome } from '../client.ts'
import { DEFERRED, STREAMED } from '../documents.ts'
import { ok, same, succeeded } from '../expect.ts'
import type { AuditHarness } from '../harness.ts'
import { parts } from '../parts.ts'

const imo = '9811000'
const path = ['vessel']
const first = { vessel: { name: 'Aurora' } }
const late = { cargo: { tonnes: 42 } }
const whole = { vessel: { name: 'Aurora', cargo: { tonnes: 42 } } }
const refused = { message: 'The cargo is sealed.', path: ['vessel', 'cargo'] }
const format2022 = 'Incremental delivery: format of 2022 (incremental[].path)'
const format2023 = 'Incremental delivery: format of 2023 (pending, completed)'
const bothAreLive =
  'Servers send either format whatever is asked for, so that a client that reads one is a client of some servers.'

async function last(harness: AuditHarness, payloads: readonly unknown[], document = DEFERRED): Promise<AuditedOutcome> {
  harness.server.answer(parts(payloads))
  return harness.stream(document, document.includes('$imo') ? { imo } : undefined).end()
}

/** A response in parts comes out whole. */
function merges(
  id: string,
  title: string,
  spec: string,
  payloads: readonly unknown[],
  data: unknown,
  document = DEFERRED,
): GraphQLAudit {
  return {
    id,
    title,
    level: 'SHOULD',
    spec,
    why: bothAreLive,
    needs: 'stream',
    run: async (harness) => succeeded(await last(harness, payloads, document), data),
  }
}

/** A fragment that failed is told. */
function tells(
  id: string,
  title: string,
  spec: string,
  end: object,
  document = DEFERRED,
  begin: object = first,
): GraphQLAudit {
  return {
    id,
    title,
    level: 'SHOULD',
    spec,
    why: 'Else what is missing looks as if it were not there.',
    needs: 'stream',
    async run(harness) {
      const outcome = await last(harness, [{ data: begin, pending: [{ id: '0', path }], hasNext: true }, end], document)
      same(
        outcome.errors?.map(({ message }) => message),
        [refused.message],
        'the error of the fragment is told',
      )
      same((outcome.data as typeof first | undefined)?.vessel.name, 'Aurora', 'what came before is kept')
    },
  }
}

const ports = [{ name: 'Bergen' }, { name: 'Kobe' }, { name: 'Oslo' }]
const begun = { ports: ports.slice(0, 1) }

/** What the parts of a response make. */
export const incrementalAudits: readonly GraphQLAudit[] = [
  merges(
    'legacy-defer',
    'puts a deferred fragment at its path',
    format2022,
    [
      { data: first, hasNext: true },
      { incremental: [{ path, data: late }], hasNext: false },
    ],
    whole,
  ),
  merges(
    'legacy-nested-path',
    'puts a deferred fragment into an item of a list',
    format2022,
    [
      { data: { ports: [{ name: 'Bergen' }, { name: 'Kobe' }] }, hasNext: true },
      { incremental: [{ path: ['ports', 1], data: { berths: 4 } }], hasNext: false },
    ],
    { ports: [{ name: 'Bergen' }, { name: 'Kobe', berths: 4 }] },
    'query Ports { ports { name ... @defer { berths } } }',
  ),
  merges(
    'legacy-stream',
    'puts streamed items at the index of their path',
    format2022,
    [
      { data: begun, hasNext: true },
      { incremental: [{ path: ['ports', 1], items: ports.slice(1) }], hasNext: true },
      { hasNext: false },
    ],
    { ports },
    STREAMED,
  ),
  tells('legacy-error', 'tells the error of a deferred fragment', format2022, {
    incremental: [{ path, data: { cargo: null }, errors: [refused] }],
    hasNext: false,
  }),
  merges(
    'current-defer',
    'puts a deferred fragment where its id is pending',
    format2023,
    [
      { data: first, pending: [{ id: '0', path }], hasNext: true },
      { incremental: [{ id: '0', data: late }], completed: [{ id: '0' }], hasNext: false },
    ],
    whole,
  ),
  merges(
    'current-late-pending',
    'puts a fragment where an id is pending that a later part tells of',
    format2023,
    [
      { data: first, pending: [{ id: '0', path }], hasNext: true },
      {
        pending: [{ id: '1', path: ['vessel', 'cargo'] }],
        incremental: [{ id: '0', data: { cargo: {} } }],
        completed: [{ id: '0' }],
        hasNext: true,
      },
      { incremental: [{ id: '1', data: { tonnes: 42 } }], completed: [{ id: '1' }], hasNext: false },
    ],
    whole,
    'query Vessel($imo: ID!) { vessel(imo: $imo) { name ... @defer { cargo { ... @defer { tonnes } } } } }',
  ),
  merges(
    'current-sub-path',
    'puts a fragment below its id where a subPath says so',
    format2023,
    [
      { data: { vessel: { name: 'Aurora', cargo: {} } }, pending: [{ id: '0', path }], hasNext: true },
      {
        incremental: [{ id: '0', subPath: ['cargo'], data: { tonnes: 42 } }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ],
    whole,
  ),
  merges(
    'current-stream',
    'puts streamed items at the end of their list',
    format2023,
    [
      { data: begun, pending: [{ id: '0', path: ['ports'] }], hasNext: true },
      { incremental: [{ id: '0', items: ports.slice(1, 2) }], hasNext: true },
      { incremental: [{ id: '0', items: ports.slice(2) }], completed: [{ id: '0' }], hasNext: false },
    ],
    { ports },
    STREAMED,
  ),
  tells('current-error', 'tells an error within a deferred fragment', format2023, {
    incremental: [{ id: '0', data: { cargo: null }, errors: [refused] }],
    completed: [{ id: '0' }],
    hasNext: false,
  }),
  tells('current-completed-error', 'tells the error of a fragment that never comes', format2023, {
    completed: [{ id: '0', errors: [refused] }],
    hasNext: false,
  }),
  {
    id: 'single-response',
    title: 'reads one response where parts were asked for',
    level: 'MUST',
    spec: 'GraphQL: @defer',
    why: 'A server may carry out a deferred fragment at once.',
    needs: 'stream',
    async run({ stream, server }) {
      server.answer({
        headers: { 'content-type': 'application/graphql-response+json' },
        chunks: [JSON.stringify({ data: whole })],
      })
      succeeded(await stream(DEFERRED, { imo }).end(), whole)
    },
  },
  {
    id: 'results-stay',
    title: 'does not change a result that it has given',
    level: 'SHOULD',
    spec: 'Incremental delivery over HTTP',
    why: 'What draws results compares the old one with the new one.',
    needs: 'stream',
    async run(harness) {
      harness.server.answer(
        parts([
          { data: first, hasNext: true, pending: [{ id: '0', path }] },
          { incremental: [{ id: '0', path, data: late }], completed: [{ id: '0' }], hasNext: false },
        ]),
      )
      const listening = harness.stream(DEFERRED, { imo })
      await listening.end()
      const begin = listening.outcomes.find(({ data }) => data !== undefined)
      ok(listening.outcomes.length > 1, 'the first part is told before the second has come')
      same(begin?.data, first, 'the first result is as it was')
    },
  },
]
