import { COMPLETE, bytewise, events, graphql, next } from '../answer.ts'
import type { AuditAnswer } from '../answer.ts'
import type { AuditLevel, GraphQLAudit } from '../audit.ts'
import { POSITIONS } from '../documents.ts'
import { ok, same, shown } from '../expect.ts'
import type { AuditHarness } from '../harness.ts'
import { leavesInside } from '../leaving.ts'

const imo = '9811000'
const html = 'HTML: Server-sent events, section 9.2.6'
const protocol = 'GraphQL over SSE: Event stream'
const at = (lat: number | string) => ({ position: { lat } })

/** Two positions come and then the end, however they are written. */
function reads(
  id: string,
  title: string,
  level: AuditLevel,
  chunks: AuditAnswer['chunks'],
  second: number | string = 61,
  why?: string,
): GraphQLAudit {
  return {
    id,
    title,
    level,
    spec: html,
    ...(why && { why }),
    needs: 'subscribe',
    run: (harness) => twoPositions(harness, events(chunks), second),
  }
}

async function twoPositions(
  { subscribe, server }: AuditHarness,
  answer: AuditAnswer,
  second: number | string = 61,
): Promise<void> {
  server.answer(answer, 'hang')
  const listening = subscribe(POSITIONS, { imo })
  await listening.end()
  for (const { failure, errors } of listening.outcomes)
    ok(failure === undefined && !errors?.length, `nothing fails (${shown(failure ?? errors)})`)
  same(positionsOf(listening.outcomes), [at(60), at(second)], 'each result comes, in order')
}

/** What was told; a client may tell the last one again at the end. */
function positionsOf(outcomes: readonly { readonly data?: unknown }[]): unknown[] {
  const told = outcomes.map(({ data }) => data).filter((data) => data !== undefined && data !== null)
  return told.filter((data, index) => index === 0 || JSON.stringify(data) !== JSON.stringify(told[index - 1]))
}

const two = next(at(60)) + next(at(61)) + COMPLETE

/** Subscriptions over server-sent events, a connection for each. */
export const eventAudits: readonly GraphQLAudit[] = [
  reads('events', 'gives the results of a subscription until it is complete', 'MUST', [two]),
  reads('events-crlf', 'reads events whose lines end with CRLF', 'MUST', [two.replaceAll('\n', '\r\n')]),
  reads('events-cr', 'reads events whose lines end with CR', 'MUST', [two.replaceAll('\n', '\r')]),
  reads('events-several-lines', 'joins the data lines of an event', 'MUST', [
    next(at(60)),
    'event: next\ndata: {"data":\ndata: {"position":\ndata:{"lat":61}}}\n\n',
    COMPLETE,
  ]),
  reads('events-comments', 'passes over comments and fields that it does not know', 'MUST', [
    ':\n\n: ping\n\n',
    next(at(60)),
    `:ping\n\nid: 7\nretry: 1000\nwind: north\nevent: next\n: ping\ndata: ${JSON.stringify({ data: at(61) })}\n\n`,
    COMPLETE,
  ]),
  reads(
    'events-unknown',
    'passes over events that it does not know',
    'SHOULD',
    [next(at(60)), 'event: tide\ndata: high\n\n', next(at(61)), COMPLETE],
    61,
    'The protocol has two events; a listener of the HTML standard hears only those that it asks for.',
  ),
  reads(
    'events-cut-anywhere',
    'reads events that are cut in the middle of a line and of a character',
    'MUST',
    bytewise(next(at(60)) + next(at('61° N 🚢')) + COMPLETE),
    '61° N 🚢',
  ),
  {
    id: 'events-end-open',
    title: 'ends with the event complete, whatever the connection does',
    level: 'MUST',
    spec: protocol,
    needs: 'subscribe',
    run: (harness) => twoPositions(harness, events([two], 'stay')),
  },
  {
    id: 'events-errors',
    title: 'tells the errors of a result',
    level: 'MUST',
    spec: protocol,
    needs: 'subscribe',
    async run({ subscribe, server }) {
      const message = 'The transponder is off.'
      server.answer(events([`event: next\ndata: ${JSON.stringify({ errors: [{ message }] })}\n\n`, COMPLETE]), 'hang')
      const listening = subscribe(POSITIONS, { imo })
      await listening.end()
      const told = listening.outcomes.flatMap(({ errors = [] }) => errors.map((error) => error.message))
      ok(told.includes(message), 'the error is told')
    },
  },
  {
    id: 'events-refused',
    title: 'tells the errors of a server that refuses the subscription',
    level: 'SHOULD',
    spec: 'GraphQL over HTTP: Processing the response',
    why: 'The protocol lets a server accept first and refuse by an event; most answer as for a query.',
    needs: 'subscribe',
    async run({ subscribe, server, until }) {
      const message = 'Unknown argument "imo".'
      server.answer(graphql({ errors: [{ message }] }, 400), 'hang')
      const { outcomes } = subscribe(POSITIONS, { imo })
      await until(
        () => outcomes.some(({ errors }) => errors?.some((error) => error.message === message)),
        'the error of the server is told',
      )
    },
  },
  {
    id: 'events-broken',
    title: 'subscribes again, or tells it, when the stream breaks before it is complete',
    level: 'MUST',
    spec: protocol,
    why: 'Silence looks like a ship at anchor.',
    needs: 'subscribe',
    async run({ subscribe, server, until }) {
      for (const end of ['break', 'close'] as const) {
        server.answer(events([next(at(60))], end), 'hang')
        const before = server.requests.length
        const { outcomes, leave } = subscribe(POSITIONS, { imo })
        await until(
          () =>
            server.requests.length > before + 1 ||
            outcomes.some(({ failure, complete }) => failure !== undefined || complete === false),
          `it is told, or asked again (${end})`,
        )
        leave()
      }
    },
  },
  {
    id: 'leaving-events',
    title: 'lets go of the request when its listener leaves',
    level: 'SAFE',
    spec: 'GraphQL over SSE: Distinct connections mode',
    why: 'Leaving is how a client says that it is enough; browsers have six connections for one server.',
    needs: 'subscribe',
    async run({ subscribe, server, until }) {
      server.answer(events([next(at(60))], 'stay'))
      const { outcomes, leave } = subscribe(POSITIONS, { imo })
      await until(() => outcomes.length > 0, 'the first result comes')
      leave()
      await until(() => server.requests[0]?.isLeft === true, 'the request is let go of')
    },
  },
  {
    id: 'leaving-inside',
    title: 'can be left from inside the listener, without a rejection that nobody handles',
    level: 'SAFE',
    spec: 'HTML: Unhandled promise rejections',
    why: 'Such a rejection ends a Node process.',
    needs: 'subscribe',
    async run(harness) {
      harness.server.answer(events([next(at(60)), next(at(61))], 'stay'))
      await leavesInside(harness, (onNext) => harness.subscribe(POSITIONS, { imo }, onNext))
    },
  },
]
