import { type AnyClient, type ReadOptions, check, hostOf } from '@fairlead/core'
import { Client, type Operation, type OperationContext, type RequestPolicy, makeOperation } from '@urql/core'
import { pathOf } from './carrier.ts'
import { createCarriers } from './carriers.ts'
import { documentCache } from './document-cache.ts'
import { type OperationKind, createDocuments } from './document.ts'
import { whereOf } from './errors.ts'
import { carrierExchange } from './exchange.ts'
import { FACTS, NO_OPTIONS, factsOf, type OperationOptions } from './facts.ts'
import { createIdentities } from './identity.ts'
import { createListening } from './listen.ts'
import { type ExchangeHost, createTagReader, liveQueries } from './live-queries.ts'
import { GRAPHQL_OPTIONS, type GraphQLOptions } from './options.ts'
import { createNamedTags } from './named-tags.ts'
import { perEpoch } from './per-epoch.ts'
import { suspenseCache } from './suspense-cache.ts'
import type { GraphQL } from './types.ts'

/** Operations that are told apart at once, beyond which the ones used least lately are told apart anew. */
const MAX_OPERATIONS = 10_000

/**
 * Makes a GraphQL client over a client: the same session, retries, limits, tags and events as its REST calls. `urql` in it
 * is an urql `Client` for the bindings of urql.
 *
 * @throws `config` for an unknown option, `rejected` for a URL of an origin that the client does not allow
 *
 * @example
 * ```ts
 * const gql = graphql(client, { url: '/graphql' })
 * const vessel = await gql.query(VesselFile, { imo: '9811000' })
 * if (vessel.state !== 'failed') show(vessel.data)
 * ```
 */
export function graphql<C extends AnyClient>(client: C, options: GraphQLOptions): GraphQL<C> {
  const host = hostOf(client)
  check('graphql', options, GRAPHQL_OPTIONS)
  const { url, requestPolicy = 'cache-first', cache = {}, exchanges = [], entityTags, suspense = false } = options
  const path = pathOf(url)
  host.resolve(url, whereOf(path, undefined))
  const documents = createDocuments(options.maxDocuments ?? 1_000)
  const { identify, forget } = createIdentities(host, path, documents, MAX_OPERATIONS)
  const ends: (() => void)[] = []
  const shared: ExchangeHost = {
    host,
    path,
    tagsOfResult: createTagReader(entityTags),
    named: createNamedTags(MAX_OPERATIONS),
    over({ context }) {
      const facts = factsOf(context)
      if (facts) forget(facts)
    },
    onEnd: (stop) => void ends.push(stop),
  }
  const carrierOf = createCarriers(client, url, options, shared.onEnd)

  const isCacheForeign = typeof cache === 'function'
  const live = liveQueries(shared, isCacheForeign)
  const urql = new Client({
    url,
    requestPolicy,
    suspense,
    preferGetMethod: false,
    exchanges: [
      live.exchange,
      ...exchanges,
      ...(cache === false ? [] : [isCacheForeign ? perEpoch(shared, cache) : documentCache(shared, documents, cache)]),
      ...(options.ssr ? [options.ssr.exchange(shared, live.heard)] : []),
      carrierExchange(
        ({ kind }) => carrierOf(kind),
        ({ kind, query, variables, context }) => identify(kind as OperationKind, { query, variables }, context).facts,
        live.heard,
        shared.onEnd,
      ),
    ],
  })
  const known = suspenseCache(urql, shared)
  // The bindings of urql make requests of their own, under a hash: they are told apart here.
  urql.createRequestOperation = (kind, request, context = {}) => {
    const operation = operationOf(
      kind as OperationKind,
      request.query,
      request.variables as object | undefined,
      context,
    )
    if (operation.context.suspense) known(request.key, operation)
    return operation as never
  }
  // These would hash, and remember every text for good.
  const run =
    (kind: OperationKind) =>
    (query: object | string, variables?: object, context: object = {}) =>
      urql.executeRequestOperation(operationOf(kind, query, variables, context))
  Object.assign(urql, { query: run('query'), mutation: run('mutation'), subscription: run('subscription') })

  function operationOf(
    kind: OperationKind,
    query: object | string,
    variables: object | undefined,
    context: Partial<OperationContext>,
  ): Operation {
    const { request, facts } = identify(kind, { query: query as never, variables }, context)
    // Of each caller, also of those that are answered with what another has asked for.
    if (facts.options.tags) shared.named.add(facts.identity, facts.options.tags)
    return makeOperation(kind, request, {
      ...context,
      url,
      preferGetMethod: false,
      requestPolicy: context.requestPolicy ?? requestPolicy,
      suspense: context.suspense ?? suspense,
      ...(kind === 'mutation' && { _instance: request.key as never }),
      [FACTS]: facts,
    })
  }
  const { once, each, end } = createListening(urql, path)
  const stay = host.onDispose(dispose)
  function dispose(): void {
    stay()
    // First of all those who wait: what ends after is for nobody.
    end()
    for (const stop of ends.splice(0)) stop()
  }

  const asked =
    (kind: OperationKind) =>
    (document: object | string, variables?: object, own: OneOptions = NO_OPTIONS) => {
      if (own === NO_OPTIONS) return once(operationOf(kind, document, variables, NO_CONTEXT), undefined)
      const { signal, requestPolicy: policy, ...fairlead } = own
      return once(operationOf(kind, document, variables, contextOf(fairlead, policy)), signal)
    }
  const read =
    (kind: OperationKind) =>
    (document: object | string, variables?: object, own: OneOptions & ReadOptions = NO_OPTIONS) => {
      const { signal, maxBuffered, whenFull, requestPolicy: policy, ...fairlead } = own
      const reading = { signal, maxBuffered, whenFull }
      return each(operationOf(kind, document, variables, contextOf(fairlead, policy)), reading)
    }
  return {
    urql,
    query: asked('query'),
    mutate: asked('mutation'),
    watch: read('query'),
    subscribe: read('subscription'),
    dispose,
    [Symbol.dispose]: dispose,
  } as unknown as GraphQL<C>
}

const NO_CONTEXT = {}

interface OneOptions extends OperationOptions {
  readonly requestPolicy?: RequestPolicy | undefined
}

function contextOf(fairlead: object, requestPolicy: RequestPolicy | undefined): Partial<OperationContext> {
  return { fairlead, ...(requestPolicy && { requestPolicy }) }
}
