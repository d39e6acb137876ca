import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { contract } from './contract/index.ts'
import { type Faults, TAB_HEADER } from './contract/fault.ts'
import { createBerthRegister } from './database/berths.ts'
import { createBookings } from './database/bookings.ts'
import { type KeyedReply, createKeyedReplies } from './database/keyed-replies.ts'
import { createMoorings } from './database/moorings.ts'
import { createPapers } from './database/papers.ts'
import { seed } from './database/seed.ts'
import { openDatabase } from './database/tables.ts'
import { createVesselRegister } from './database/vessels.ts'
import { createFaultPlans, type Strike } from './faults/plans.ts'
import { refusalOf } from './faults/refusal.ts'
import { createBerthChanges } from './graphql/berth-changes.ts'
import { type GraphDesk, openGraphDesk } from './graphql/desk.ts'
import { bookingHandlers } from './handlers/bookings.ts'
import { harbourHandlers } from './handlers/harbours.ts'
import { vesselHandlers } from './handlers/vessels.ts'
import { watchHandlers } from './handlers/watch.ts'
import type { Identity } from './identity/identity.ts'
import { onWatch } from './identity/watch.ts'
import { cacheFields } from './http/cache-fields.ts'
import { conditional } from './http/conditional.ts'
import { fieldOf } from './http/field-of.ts'
import { guardOrigin } from './http/guard.ts'
import { pause } from './http/pause.ts'
import { ProblemError } from './http/problem-error.ts'
import { readJson } from './http/read-json.ts'
import { type Match, createRoutes } from './http/routes.ts'
import { type Outgoing, failureReply, send } from './http/send.ts'
import { queryOf, validated } from './http/validated.ts'

/** How a harbour is made. */
export interface HarbourOptions {
  /** A database file. @defaultValue `':memory:'` */
  readonly path?: string
  /** Milliseconds since the Unix epoch. @defaultValue `Date.now` */
  readonly now?: () => number
  /** Knows officers by their tokens. @defaultValue nobody is on watch */
  readonly identity?: Pick<Identity, 'officerOf' | 'strike'>
}

/** A harbour's API without a server. */
export interface Harbour {
  /** Answers one request; `path` is what follows the API's own prefix, with the query. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  /** What goes wrong for whoever sends a request. */
  faultsOf(request: IncomingMessage): Faults
  /** The register, for the parts that no request asks. */
  readonly database: DatabaseSync
  /** What subscriptions are about. */
  readonly schema: GraphDesk['schema']
  close(): void
}

/** Where the GraphQL part is, with the API's own prefix. */
export const GRAPHQL_PATH = '/api/graphql'

/** Opens a seeded harbour. */
export function createHarbour({ path: file = ':memory:', now = Date.now, identity }: HarbourOptions = {}): Harbour {
  const database = openDatabase(file)
  seed(database, now())
  const desk = {
    vessels: createVesselRegister(database),
    berths: createBerthRegister(database),
    moorings: createMoorings(database, now),
    bookings: createBookings(database, now),
    papers: createPapers(database, now),
    changes: createBerthChanges(),
    now,
  }
  const replies = createKeyedReplies(database, now)
  const plans = createFaultPlans()
  const graph = openGraphDesk(desk, GRAPHQL_PATH)
  const find = createRoutes(contract, {
    vessels: vesselHandlers(desk),
    harbours: harbourHandlers(desk),
    bookings: bookingHandlers(desk),
    faults: {
      read: ({ tab }) => ({ status: 200, body: plans.read(tab) }),
      set: ({ tab, body }) => ({ status: 200, body: plans.set(tab, body) }),
      reset: ({ tab }) => ({ status: 200, body: plans.reset(tab) }),
    },
    watch: watchHandlers((account, fault) => identity?.strike(account, fault)),
  })

  /** Does the work of a request, or answers it again where its key has been seen. */
  async function work(request: IncomingMessage, match: Match, search: URLSearchParams): Promise<Outgoing> {
    const { definition, method, path } = match.endpoint
    const officer = await identity?.officerOf(request)
    if (definition.auth === 'session') onWatch(officer)
    const params = await validated(definition.params, 'params', match.params)
    const query = await validated(definition.query, 'query', queryOf(search))
    const sent = definition.body ? await readJson(request) : undefined
    const body = await validated(definition.body, 'body', sent)
    const key = definition.idempotent === 'key' ? fieldOf(request, 'idempotency-key') : undefined
    const asked = JSON.stringify([method, path, params, body])
    const before = key === undefined ? undefined : replies.find(key, asked)
    if (before === 'other-request')
      throw new ProblemError({
        title: 'Key reused',
        status: 422,
        detail: 'This Idempotency-Key came with another request.',
      })
    const answer = (): KeyedReply => {
      const { status, body: data } = match.handler({ params, query, body, tab: fieldOf(request, TAB_HEADER), officer })
      const reply = { status, body: JSON.stringify(data) }
      if (key !== undefined) replies.keep(key, asked, reply)
      return reply
    }
    const reply = before ?? answer()
    const facts = { params, query, body, data: JSON.parse(reply.body) as unknown }
    const headers = {
      ...(reply.status < 400 && cacheFields(match.endpoint, facts)),
      ...(before !== undefined && { 'idempotency-replayed': 'true' }),
    }
    return { ...reply, headers }
  }

  /** Lets the faults of a tab strike. @returns what is to spoil the answer; `gone` where nobody waits for one any more */
  async function strike(request: IncomingMessage, response: ServerResponse): Promise<Strike['fault'] | 'gone'> {
    const struck = plans.strike(fieldOf(request, TAB_HEADER))
    if (struck.fault === 'offline') response.destroy()
    else if (await pause(response, struck.latencyMs)) {
      const refusal = refusalOf(struck)
      if (refusal) throw refusal
      return struck.fault
    }
    return 'gone'
  }

  /** Answers a GraphQL request. A token that is no good is refused, whatever it was sent for. */
  async function askGraph(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = await strike(request, response)
    if (fault === 'gone') return
    const officer = await identity?.officerOf(request)
    if (request.headers.authorization !== undefined) onWatch(officer)
    const { customs } = plans.read(fieldOf(request, TAB_HEADER))
    await graph.answer(request, response, { officer, customs }, fault)
  }

  return {
    async handle(request, response, target) {
      let fault: Strike['fault']
      let reply: Outgoing
      try {
        guardOrigin(request)
        const [pathname = '/', search = ''] = target.split('?', 2)
        if (pathname === '/graphql') return await askGraph(request, response)
        const match = find(request.method ?? 'GET', pathname)
        if (match.endpoint.path !== contract.faults.read.path) {
          const struck = await strike(request, response)
          if (struck === 'gone') return
          fault = struck
        }
        reply = await work(request, match, new URLSearchParams(search))
        // A spoilt answer is spoilt in its body: it needs one.
        if (fault === undefined) reply = conditional(request, reply)
      } catch (error) {
        // A client that leaves while it sends is no fault of the harbour.
        if (response.destroyed) return
        reply = failureReply(error)
      }
      send(response, reply, fault)
    },
    database,
    schema: graph.schema,
    faultsOf: (request) => plans.read(fieldOf(request, TAB_HEADER)),
    close: () => database.close(),
  }
}
