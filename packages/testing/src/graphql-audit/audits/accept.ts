import { GRAPHQL_TYPE, events, graphql, next, COMPLETE } from '../answer.ts'
import type { GraphQLAudit } from '../audit.ts'
import { AURORA, DEFERRED, POSITIONS, VESSEL } from '../documents.ts'
import { ok } from '../expect.ts'
import { acceptOf, requestOf } from '../members.ts'
import { deferred, dialectOf, parts } from '../parts.ts'

const imo = '9811000'

/** What the client says it can read. */
export const acceptAudits: readonly GraphQLAudit[] = [
  {
    id: 'accept',
    title: 'accepts application/graphql-response+json',
    level: 'SHOULD',
    spec: 'GraphQL over HTTP: Accept',
    async run({ query, server }) {
      server.answer(graphql({ data: AURORA }))
      await query(VESSEL, { imo })
      const accept = acceptOf(requestOf(server))
      ok(accept.find(({ type }) => type === GRAPHQL_TYPE)?.q, `it accepts ${GRAPHQL_TYPE}`)
    },
  },
  {
    id: 'accept-order',
    title: 'prefers application/graphql-response+json to application/json',
    level: 'SHOULD',
    spec: 'GraphQL over HTTP: Accept, Legacy watershed',
    why: 'Of equal weights the first one wins with most servers, though RFC 9110 gives the order no meaning.',
    async run({ query, server }) {
      server.answer(graphql({ data: AURORA }))
      await query(VESSEL, { imo })
      const accept = acceptOf(requestOf(server))
      const [own, legacy] = [GRAPHQL_TYPE, 'application/json'].map((wanted) =>
        accept.findIndex(({ type }) => type === wanted),
      ) as [number, number]
      ok(own >= 0, `${GRAPHQL_TYPE} is accepted`)
      const [q = 0, legacyQ = 0] = [accept[own]?.q, accept[legacy]?.q]
      ok(legacy < 0 || q > legacyQ || (q === legacyQ && own < legacy), 'it comes first, or weighs more')
    },
  },
  {
    id: 'accept-parts',
    title: 'accepts multipart/mixed for a query with @defer',
    level: 'SHOULD',
    spec: 'Incremental delivery over HTTP',
    needs: 'stream',
    async run({ stream, server }) {
      server.answer((request) =>
        parts(deferred(dialectOf(request), { first: { vessel: {} }, path: ['vessel'], late: { name: 'Aurora' } })),
      )
      await stream(DEFERRED, { imo }).end()
      const accept = acceptOf(requestOf(server))
      ok(
        accept.some(({ type, q }) => type === 'multipart/mixed' && q > 0),
        'it accepts multipart/mixed',
      )
    },
  },
  {
    id: 'accept-events',
    title: 'accepts text/event-stream for a subscription',
    level: 'MUST',
    spec: 'GraphQL over SSE: Distinct connections mode',
    needs: 'subscribe',
    async run({ subscribe, server }) {
      server.answer(events([next({ position: { lat: 60 } }), COMPLETE]))
      await subscribe(POSITIONS, { imo }).end()
      const accept = acceptOf(requestOf(server))
      ok(
        accept.some(({ type, q }) => type === 'text/event-stream' && q > 0),
        'it accepts text/event-stream',
      )
    },
  },
]
