import { GRAPHQL_TYPE, graphql, text } from '../answer.ts'
import type { GraphQLAudit } from '../audit.ts'
import { AURORA, BERTH, MOOR, VESSEL } from '../documents.ts'
import { chainOf, failed, messagesOf, ok, same, shown, succeeded } from '../expect.ts'
import type { AuditHarness } from '../harness.ts'
import { membersOf } from '../members.ts'
import type { AuditedRequest } from '../server.ts'

const imo = '9811000'
const vessel = (id: unknown) => ({ vessel: { imo: id, name: `Vessel ${String(id)}` } })

/** Answers each request with what it asks for. */
function echo(request: AuditedRequest) {
  const { variables } = membersOf(request) as { readonly variables?: { readonly imo?: unknown } }
  return graphql({ data: vessel(variables?.imo) })
}

/** Who asks for one thing never gets another. */
const identity: readonly GraphQLAudit[] = [
  {
    id: 'own-result',
    title: 'gives each of two queries its own result, where a hash of their variables is the same',
    level: 'SAFE',
    spec: 'GraphQL: Executing requests',
    why: '"Ez" and "FY" have one djb2 hash: one vessel is shown in the place of the other, and whoever chooses ids can do it.',
    async run({ query, server }) {
      server.answer(echo)
      const [first, second] = await Promise.all([query(VESSEL, { imo: 'Ez' }), query(VESSEL, { imo: 'FY' })])
      succeeded(first, vessel('Ez'))
      succeeded(second, vessel('FY'))
      succeeded(await query(VESSEL, { imo: 'FY' }), vessel('FY'))
    },
  },
  {
    id: 'own-user',
    title: 'sends one query twice where two users ask at once',
    level: 'SAFE',
    spec: 'RFC 9111, section 3.5',
    why: 'A client that is shared on a server would show one user what the other may see.',
    needs: 'headers',
    async run({ query, server }) {
      server.answer(({ headers }) => graphql({ data: vessel(headers.get('authorization')) }))
      const as = (user: string) => query(VESSEL, { imo }, { headers: { authorization: `Bearer ${user}` } })
      const [ann, bob] = await Promise.all([as('ann'), as('bob')])
      succeeded(ann, vessel('Bearer ann'))
      succeeded(bob, vessel('Bearer bob'))
    },
  },
  {
    id: 'mutations-are-not-shared',
    title: 'sends a mutation twice that is asked for twice at once',
    level: 'SAFE',
    spec: 'GraphQL: Mutation',
    why: 'Two bookings are two bookings.',
    async run({ mutate, server }) {
      server.answer(graphql({ data: BERTH }))
      await Promise.all([mutate(MOOR, { imo }), mutate(MOOR, { imo })])
      same(server.requests.length, 2, 'two requests are sent')
    },
  },
]

const unavailable = {
  status: 503,
  headers: { 'retry-after': '3', 'content-type': 'text/plain' },
  chunks: ['busy'],
}

/** What is sent again, with the set-up for it that the client recommends. */
const retries: readonly GraphQLAudit[] = [
  {
    id: 'mutation-once',
    title: 'sends a mutation once that a 503 answers',
    level: 'SAFE',
    spec: 'RFC 9110, section 9.2.2',
    why: 'What answers 503 may be a proxy behind which the mutation was carried out.',
    needs: 'retry',
    async run({ mutate, server }) {
      server.answer(unavailable, graphql({ data: BERTH }))
      await mutate(MOOR, { imo })
      same(server.requests.length, 1, 'one request is sent')
    },
  },
  {
    id: 'query-again',
    title: 'sends a query again that a 503 answers',
    level: 'MAY',
    spec: 'RFC 9110, section 9.2.2',
    why: 'It is what a retry is set up for.',
    needs: 'retry',
    async run({ query, server }) {
      server.answer(unavailable, graphql({ data: AURORA }))
      succeeded(await query(VESSEL, { imo }), AURORA)
    },
  },
  {
    id: 'retry-after',
    title: 'waits as long as Retry-After says before it sends a query again',
    level: 'SHOULD',
    spec: 'RFC 9110, section 10.2.3',
    why: 'Whoever comes earlier makes an overload worse.',
    needs: 'retry',
    async run({ query, server }) {
      server.answer(unavailable, graphql({ data: AURORA }))
      await query(VESSEL, { imo })
      const [first, second] = server.requests
      const waitedMs = first && second ? second.atMs - first.atMs : Infinity
      // Longer than clients wait by chance; less a millisecond or so, by which timers are early.
      ok(waitedMs >= 2_990, `it waits for three seconds, not for ${waitedMs} ms`)
    },
  },
]

/** What is told when it fails. */
const secrecy: readonly GraphQLAudit[] = [
  {
    id: 'variables-not-told',
    title: 'puts no variable into a message',
    level: 'SAFE',
    spec: 'OWASP: Logging, data to exclude',
    why: 'Messages are logged.',
    async run(harness) {
      for (const message of await messagesOfFailures(harness, { imo: 'patient-4711' }))
        ok(!message.includes('4711'), `no variable is in "${shown(message)}"`)
    },
  },
  {
    id: 'headers-not-told',
    title: 'puts no header of the request into a message',
    level: 'SAFE',
    spec: 'OWASP: Logging, data to exclude',
    why: 'Messages are logged, and tokens are headers.',
    async run(harness) {
      for (const message of await messagesOfFailures(harness, { imo }))
        ok(!message.includes('bergen'), `no header is in "${shown(message)}"`)
    },
  },
]

async function messagesOfFailures({ query, server }: AuditHarness, variables: object): Promise<string[]> {
  const answers = [
    text('text/html', '<p>Bad Gateway</p>', 502),
    graphql({ errors: [{ message: 'No such vessel.' }] }, 400),
    text(GRAPHQL_TYPE, '{"data":'),
    'unreachable',
  ] as const
  const messages: string[] = []
  for (const answer of answers) {
    server.answer(answer)
    messages.push(...messagesOf(await query(VESSEL, variables)))
  }
  ok(messages.length > 0, 'failures have messages')
  return messages
}

/** Ending a call by its signal. */
const signals: readonly GraphQLAudit[] = [
  {
    id: 'signal-ends-request',
    title: 'lets go of the request when the signal of a call aborts',
    level: 'MUST',
    spec: 'DOM: Using AbortSignal in APIs',
    needs: 'signal',
    async run(harness) {
      const { server, until } = harness
      server.answer('hang')
      const { outcome } = await askedAndAborted(harness)
      await until(() => server.requests[0]?.isLeft === true, 'the request is let go of')
      await outcome
    },
  },
  {
    id: 'signal-settles',
    title: 'settles a call whose signal aborts, and tells that it was aborted',
    level: 'MUST',
    spec: 'DOM: Using AbortSignal in APIs',
    needs: 'signal',
    async run(harness) {
      harness.server.answer('hang')
      const { outcome, signal } = await askedAndAborted(harness)
      const failure = failed(await outcome, 'the abort')
      ok(isAbort(failure, signal.reason), `it is told as an abort, not as ${shown(failure)}`)
    },
  },
  {
    id: 'signal-during-body',
    title: 'settles a call whose signal aborts while its answer is being read',
    level: 'MUST',
    spec: 'DOM: Using AbortSignal in APIs',
    needs: 'signal',
    async run(harness) {
      harness.server.answer({ headers: { 'content-type': GRAPHQL_TYPE }, chunks: ['{"data":'], end: 'stay' })
      const { outcome } = await askedAndAborted(harness, harness.quiet)
      failed(await outcome, 'the abort')
    },
  },
  {
    id: 'signal-aborted-before',
    title: 'sends nothing for a signal that is aborted already',
    level: 'MUST',
    spec: 'DOM: Using AbortSignal in APIs',
    needs: 'signal',
    async run({ query, server }) {
      server.answer(graphql({ data: AURORA }))
      failed(await query(VESSEL, { imo }, { signal: AbortSignal.abort() }), 'the abort')
      same(server.requests.length, 0, 'nothing is sent')
    },
  },
  {
    id: 'signal-of-another',
    title: 'answers a caller when another one with the same query aborts',
    level: 'SAFE',
    spec: 'DOM: Using AbortSignal in APIs',
    why: 'A signal is the one caller’s.',
    needs: 'signal',
    async run(harness) {
      const { query, server, quiet } = harness
      server.answer({
        headers: { 'content-type': GRAPHQL_TYPE },
        chunks: [JSON.stringify({ data: AURORA })],
        delay: quiet,
      })
      const left = askedAndAborted(harness)
      succeeded(await query(VESSEL, { imo }), AURORA)
      await (
        await left
      ).outcome
    },
  },
]

/** Asks, and aborts the call when its request is there, or a while later. */
async function askedAndAborted({ query, server, until }: AuditHarness, later: () => Promise<void> = async () => {}) {
  const controller = new AbortController()
  const { signal } = controller
  const outcome = query(VESSEL, { imo }, { signal })
  await until(() => server.requests.length > 0, 'a request is sent')
  await later()
  controller.abort()
  return { outcome, signal }
}

function isAbort(failure: unknown, reason: unknown): boolean {
  return chainOf(failure).some((each) => {
    const { name, kind } = each as { readonly name?: unknown; readonly kind?: unknown }
    return each === reason || name === 'AbortError' || kind === 'abort'
  })
}

/** What goes wrong between callers, users and servers in trouble. */
export const safetyAudits: readonly GraphQLAudit[] = [...identity, ...retries, ...secrecy, ...signals]
