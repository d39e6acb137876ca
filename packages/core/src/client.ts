import { apiOf } from './api.ts'
import { attemptLayer, sessionLayer } from './attempt.ts'
import { Call, type QuickOptions } from './call.ts'
import { CLIENT_OPTIONS, type ClientOptions, type Validation } from './client-options.ts'
import type { Client, Plan } from './client-types.ts'
import { Engine } from './engine.ts'
import { configError } from './errors.ts'
import { EventStream } from './events.ts'
import { fetchFacade } from './fetch-facade.ts'
import { addHeaders } from './headers.ts'
import { compose, planOf, sortLayers } from './pipeline.ts'
import type { Host, Installed, Plugin } from './plugin.ts'
import { type CallSpec, checkOptions, laidOver } from './prepare.ts'
import { createRetryBudget } from './retry-budget.ts'
import { DEFAULT_RETRY, retryLayer } from './retry.ts'
import { platformRuntime } from './runtime.ts'
import { sender } from './send.ts'
import { type Session, anonymousSession } from './session.ts'
import { DEFAULT_TIMEOUTS, type Settings, modesOf } from './settings.ts'
import { createTags } from './tags.ts'
import { fetchTransport } from './transports/fetch.ts'
import { placeOf } from './url.ts'

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
export function createClient<const C extends object = {}, const P extends readonly Plugin[] = [], const V extends Validation = 'strict'>(
  options: ClientOptions<C, P, V> = {},
): Client<C, P, V> {
  checkOptions(options, CLIENT_OPTIONS, new Map())
  const { runtime = platformRuntime, transport = fetchTransport(), retry = {}, contract = {}, plugins = [] } = options
  const events = new EventStream()
  const tags = createTags()
  const { budget = createRetryBudget(), ...policy } = retry || {}
  const host: Host = {
    runtime,
    session: () => ownSession,
    tags,
    budget,
    emit: (event) => events.observed && events.emit(event()),
    observe: events.subscribe,
    pipeline: ({ skip } = {}) => compose(layers, send, skip),
  }
  const installed = install(plugins as unknown as readonly Plugin[], host)
  const ownSession = installed.session ?? anonymousSession()
  const send = sender(transport, events)
  const layers = sortLayers([sessionLayer, retryLayer(budget, events), attemptLayer(events), ...installed.layers])
  const headers: Record<string, string> = {}
  addHeaders(headers, options.headers, { method: 'every', template: 'call' })
  const settings: Settings = {
    runtime,
    place: placeOf(options.baseUrl, options.origins),
    headers,
    retry: retry === false ? undefined : laidOver(DEFAULT_RETRY, policy),
    timeouts: laidOver(DEFAULT_TIMEOUTS, options.timeouts),
    maxResponseBytes: options.maxResponseBytes,
    validation: modesOf(options.validation),
    init: options.init ?? {},
    optionTables: installed.optionTables,
    defaultAuth: installed.session ? 'session' : 'public',
    transforms: [...(options.transform ? [options.transform] : []), ...installed.transforms],
  }
  const engine = new Engine(settings, events, tags, compose(layers, send))
  return clientFor(ownSession)

  function clientFor(session: Session): Client<C, P, V> {
    const call = (spec: Omit<CallSpec, 'session'>): Call<never, never> =>
      new Call({ run: (view, schema) => engine.run({ ...spec, session }, view, schema) })
    const quick =
      (method: string) =>
      (target: string, { params, query, body, ...own }: QuickOptions = {}) =>
        call({ method, target, endpoint: undefined, input: { params, query, body }, options: own })
    const request = (endpoint: NonNullable<CallSpec['endpoint']>, input: CallSpec['input'] = {}, own: object = {}) =>
      call({ method: endpoint.method, target: endpoint.path, endpoint, input, options: own as CallSpec['options'] })
    return {
      ...installed.apis,
      api: apiOf(contract, request),
      contract,
      get: quick('GET'),
      head: quick('HEAD'),
      post: quick('POST'),
      put: quick('PUT'),
      patch: quick('PATCH'),
      delete: quick('DELETE'),
      request,
      fetch: fetchFacade((spec) => engine.run({ ...spec, session }, 'fetch')),
      explain: (): Plan => explain(),
      session,
      withSession: clientFor,
      tags,
      on: events.subscribe,
      dispose: installed.dispose,
    } as never
  }

  function explain(): Plan {
    const steps = planOf(layers, transport.name)
    return { steps, toString: () => steps.map(({ stage, name, per }) => `${stage.padEnd(10)}${name.padEnd(16)}per ${per}`).join('\n') }
  }
}

/** What all plugins together put into a client. */
interface AllInstalled {
  readonly layers: NonNullable<Installed<unknown>['layers']>
  readonly apis: Readonly<Record<string, unknown>>
  readonly session: Session | undefined
  readonly optionTables: Settings['optionTables']
  readonly transforms: Settings['transforms']
  dispose(): Promise<void>
}

const RESERVED = /^(api|get|post|put|patch|delete|head|request|fetch|explain|session|withSession|on|tags|contract|dispose|then|constructor|__proto__)$/

function install(plugins: readonly Plugin[], host: Host): AllInstalled {
  const names = new Set<string>()
  const optionTables = new Map<string, (value: unknown) => boolean>()
  for (const { name, options = {} } of plugins) {
    if (RESERVED.test(name)) throw configError(`the plugin name '${name}' is reserved`)
    if (name && names.has(name)) throw configError(`the plugin '${name}' is there twice`)
    names.add(name)
    for (const [option, guard] of Object.entries(options)) {
      if (optionTables.has(option)) throw configError(`two plugins have the call option '${option}'`)
      optionTables.set(option, guard)
    }
  }
  const all = plugins.map((plugin) => ({ name: plugin.name, ...plugin.install(host) }))
  const sessions = all.flatMap(({ session }) => session ?? [])
  if (sessions.length > 1) throw configError('two plugins bring a session')
  return {
    layers: all.flatMap(({ name, layers = [] }) => layers.map((layer) => ({ stage: layer.stage, name: layer.name ?? name, handle: layer.handle.bind(layer) }))),
    apis: Object.fromEntries(all.filter(({ name, api }) => name && api !== undefined).map(({ name, api }) => [name, api])),
    session: sessions[0],
    optionTables,
    transforms: all.flatMap(({ transform }) => transform ?? []),
    dispose: async () => void (await Promise.all(all.map((plugin) => plugin.dispose?.()))),
  }
}
