import { apiOf } from './api.ts'
import { attemptLayer, sessionLayer } from './attempt.ts'
import { CALL_OPTIONS, Call, type QuickOptions } from './call.ts'
import { CLIENT_OPTIONS, type ClientOptions, type Validation } from './client-options.ts'
import type { Client } from './client-types.ts'
import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import { configError } from './errors.ts'
import { createEvents } from './events.ts'
import { fetchFacade } from './fetch-facade.ts'
import { addHeaders } from './headers.ts'
import { compose, planOf, sortLayers } from './pipeline.ts'
import { withHost } from './host.ts'
import type { Host, Installed, Layer, Next, OptionTable, Plugin, ProtocolReply } from './plugin.ts'
import { type CallSpec, INPUT, checkOptions, laidOver, numberOf, retryOf } from './prepare.ts'
import { createRetryBudget } from './retry-budget.ts'
import { DEFAULT_RETRY, retryLayer } from './retry.ts'
import { type Runner, createRunner } from './run.ts'
import { platformRuntime } from './runtime.ts'
import { sender } from './send.ts'
import { type Session, anonymousSession, capture } from './session.ts'
import { DEFAULT_TIMEOUTS, type Settings, modesOf } from './settings.ts'
import { createTags } from './tags.ts'
import { fetchTransport } from './transports/fetch.ts'
import { placeOf, resolveUrl } from './url.ts'
import { createWrites } from './writes.ts'

/**
 * Makes a client: the one way from an application to an API.
 *
 * @throws `config` for an unknown option, a doubled or reserved plugin name, a base URL that cannot be right
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', contract: { vessels } })
 * const vessel = await client.api.vessels.byId({ params: { id: 'ever-given' } })
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- a client without a contract
export function createClient<
  const C extends object = {},
  const P extends readonly Plugin[] = [],
  const V extends Validation = 'strict',
>(options: ClientOptions<C, P, V> = {}): Client<C, P, V> {
  checkOptions(options, CLIENT_OPTIONS, new Map())
  const { runtime = platformRuntime, transport = fetchTransport(), retry = {}, transform, plugins = [] } = options
  const { budget = createRetryBudget(), ...policy } = typeof retry === 'object' ? (retry ?? {}) : {}
  const events = createEvents(runtime.now)
  const tags = createTags()
  const writes = createWrites()
  const { contract = {} } = options
  const guards = guardsOf(plugins)
  const place = placeOf(options.baseUrl, options.origins)
  const host: Host = {
    runtime,
    session: () => ownSession,
    tags,
    writes,
    contract,
    budget,
    get auth() {
      return brought ? 'session' : 'public'
    },
    resolve: (target, where) => resolveUrl(place, target, where),
    onDispose(end) {
      const own = async (): Promise<void> => end()
      ends.add(own)
      return () => ends.delete(own)
    },
    emit: (event) => events.tell && events.emit(event()),
    observe: events.subscribe,
    pipeline({ skip } = {}) {
      let rest: Next | undefined
      // Not before the first request: while plugins are installed, not all layers are there.
      return (request) => (rest ??= compose(layers, send, skip))(request)
    },
    get origin() {
      return place.origin
    },
    callsOf: (session) => ({
      request: callsOf(session, run).request,
      send: async ({ method, url, body, options: own }) =>
        (await run(
          { method, target: url, endpoint: undefined, input: { body }, options: own, session: capture(session) },
          'fetch',
        )) as Response,
      // What was valid when it was sent is not looked at again, and nobody is told of a call that is none.
      answered: (endpoint, input, reply) =>
        createRunner(
          { ...settings, validation: { ...settings.validation, input: 'off' }, events: { ...events, tell: undefined } },
          () => Promise.resolve(reply),
        )(
          {
            method: endpoint.method,
            target: endpoint.path,
            endpoint,
            input,
            options: {},
            session: capture(session),
          },
          'auto',
        ),
      exchange: async ({ method, url, body, options: own, ...protocol }) =>
        (await run(
          {
            method,
            target: url,
            endpoint: undefined,
            input: { body },
            options: own,
            session: capture(session),
            protocol,
          },
          'reply',
        )) as ProtocolReply,
    }),
    client({ skip }) {
      let run: Runner | undefined
      return callsOf(anonymousSession(), (...call) => {
        const anywhere = { ...place, origins: { has: () => true } }
        run ??= createRunner(
          { ...settings, place: anywhere, headers: {}, init: {}, transforms: [] },
          compose(layers, send, skip),
        )
        return run(...call)
      })
    },
  }
  const ends = new Set<() => Promise<void>>()
  let ownSession = anonymousSession()
  let brought: Session | undefined
  const installed = (plugins as readonly Plugin[]).map((plugin) => ({ plugin, parts: plugin.install(host) }))
  const sessions = installed.flatMap(({ parts }) => parts.session ?? [])
  if (sessions.length > 1) throw configError('two plugins bring a session')
  brought = sessions[0]
  ownSession = brought ?? ownSession
  const send = sender(transport)
  const layers = sortLayers([sessionLayer, retryLayer(budget), attemptLayer, ...installed.flatMap(layersOf)])
  const headers = {}
  addHeaders(headers, options.headers, { method: 'every', template: 'call' })
  const settings: Settings = {
    runtime,
    place,
    headers,
    retry: retryOf(DEFAULT_RETRY, typeof retry === 'object' ? policy : retry),
    timeouts: laidOver(DEFAULT_TIMEOUTS, options.timeouts),
    maxResponseBytes: numberOf('maxResponseBytes', options.maxResponseBytes),
    validation: modesOf(options.validation),
    init: options.init ?? {},
    guards,
    defaultAuth: host.auth,
    events,
    tags,
    writes,
    transforms: [transform, ...installed.map(({ parts }) => parts.transform)].filter((each) => each !== undefined),
  }
  const run = createRunner(settings, compose(layers, send))
  return clientFor(ownSession)

  function clientFor(session: Session): Client<C, P, V> {
    const apis = installed.flatMap(({ plugin: { name }, parts }) => {
      const api = session === ownSession ? parts.api : (parts.apiFor?.(session) ?? parts.api)
      return name && api !== undefined ? [[name, api]] : []
    })
    const client = {
      ...(Object.fromEntries(apis) as object),
      ...callsOf(session, run),
      contract,
      explain: () => planOf(layers, transport.name),
      session,
      withSession: clientFor,
      tags,
      on: events.subscribe,
      async dispose() {
        await Promise.all([...ends].map((end) => end()))
        await Promise.all(installed.map(async ({ parts }) => parts.dispose?.()))
      },
    }
    return withHost(client, { ...host, session: () => session }) as never
  }

  /** The ways to call. */
  function callsOf(session: Session, runner: Runner) {
    const call = (own: Omit<CallSpec, 'session'>): Call<never, never> => {
      const spec = { ...own, session: capture(session) }
      return new Call((view, schema) => runner(spec, view, schema))
    }
    const quick =
      (method: string) =>
      (target: string, { params, query, body, ...own }: QuickOptions = {}) =>
        call({ method, target, endpoint: undefined, input: { params, query, body }, options: own })
    const request = (endpoint: AnyEndpoint, input: EndpointInput = {}, own: object = {}) =>
      call({ method: endpoint.method, target: endpoint.path, endpoint, input, options: own as CallSpec['options'] })
    return {
      api: apiOf(contract, request),
      get: quick('GET'),
      head: quick('HEAD'),
      post: quick('POST'),
      put: quick('PUT'),
      patch: quick('PATCH'),
      delete: quick('DELETE'),
      request,
      fetch: fetchFacade((spec) => runner({ ...spec, session: capture(session) }, 'fetch')),
    }
  }
}

/** A plugin's layers, each under the plugin's name unless it has its own. */
function layersOf({ plugin, parts }: { readonly plugin: Plugin; readonly parts: Installed<unknown> }): Layer[] {
  return (parts.layers ?? []).map((layer) => ({
    stage: layer.stage,
    name: layer.name ?? plugin.name,
    handle: (request, next) => layer.handle(request, next),
  }))
}

const RESERVED =
  /^(api|get|post|put|patch|delete|head|request|fetch|explain|session|withSession|on|tags|contract|dispose|then|constructor|__proto__)$/

/** The guards of all call options that plugins add, by name. @throws `config` for a name that is reserved or there twice */
function guardsOf(plugins: readonly Plugin[]): Settings['guards'] {
  const guards = new Map<string, OptionTable[string]>()
  const names = new Set<string>()
  for (const { name, options = {} } of plugins) {
    if (RESERVED.test(name)) throw configError(`the plugin name '${name}' is reserved`)
    if (name && names.has(name)) throw configError(`the plugin '${name}' is there twice`)
    names.add(name)
    for (const [option, guard] of Object.entries(options)) {
      if (guards.has(option) || CALL_OPTIONS.has(option) || INPUT.has(option))
        throw configError(`the call option '${option}' is there twice`)
      guards.set(option, guard)
    }
  }
  return guards
}
