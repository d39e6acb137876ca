import { encodeBody } from './body.ts'
import { CALL_OPTIONS, type CallOptions, type View } from './call.ts'
import { viewOf } from './deliver.ts'
import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import { type ValidationError, type Where, configError, invalidInput } from './errors.ts'
import { type HeadersInput, addHeaders } from './headers.ts'
import type { ProtocolFacts } from './plugin.ts'
import type { CallRequest, Operation } from './request.ts'
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts'
import type { Scope } from './scope.ts'
import type { CapturedSession } from './session.ts'
import type { Settings } from './settings.ts'
import { appendQuery, fillTemplate, resolveUrl } from './url.ts'
import { validate } from './validate.ts'

/** A call as the caller made it. */
export interface CallSpec {
  readonly method: string
  /** The path or URL of a quick call, the template of an endpoint. */
  readonly target: string
  readonly endpoint: AnyEndpoint | undefined
  readonly input: EndpointInput
  readonly options: CallOptions & Readonly<Record<string, unknown>>
  /** Captured when the call was made: whose it is is settled before anything is waited for. */
  readonly session: CapturedSession
  readonly protocol?: ProtocolFacts
}

export const INPUT: ReadonlySet<string> = /* @__PURE__ */ new Set(['params', 'query', 'headers', 'body'])
const REPEATABLE: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
])
const STREAMED: { readonly [view in View]?: CallRequest['streamed'] } = {
  stream: true,
  response: true,
  fetch: 'always',
}

/**
 * Makes the request of a call: checks the options, validates the input, writes the URL, the headers and the body.
 *
 * @param href the target, where it is an absolute URL that has been looked at
 * @throws `config`, `validation` or `rejected`, before anything is sent
 */
export async function prepare(
  spec: CallSpec,
  asked: View,
  settings: Settings,
  operation: Operation,
  scope: Scope,
  href?: string,
): Promise<CallRequest> {
  const { method, target, endpoint, protocol, session } = spec
  const definition = endpoint?.definition ?? {}
  const options: CallSpec['options'] = definition.options ? { ...definition.options, ...spec.options } : spec.options
  const { timeouts, maxResponseBytes, auth, init, retry, idempotencyKey, onUploadProgress, onDownloadProgress } =
    options
  checkOptions(options, CALL_OPTIONS, settings.guards, operation)
  const clocks = timeouts ? laidOver(settings.timeouts, timeouts) : settings.timeouts
  scope.limit('total', clocks.totalMs)
  const {
    params,
    query,
    headers: own,
    body: value,
  } = endpoint ? await validInput(spec, settings, operation, scope) : spec.input
  const view = viewOf(asked, endpoint)
  const headers: Record<string, string> = { ...settings.headers }
  const { accept = view === 'json' ? 'application/json' : undefined, styles } = definition
  if (accept) headers['accept'] = accept
  addHeaders(headers, own as HeadersInput, operation, styles?.headers)
  addHeaders(headers, options.headers, operation)
  const key = idempotencyKey ?? (definition.idempotent === 'key' && !('idempotency-key' in headers))
  if (key === '') throw configError('idempotencyKey is empty', operation)
  if (key) addHeaders(headers, { 'idempotency-key': key === true ? scope.runtime.randomUUID() : key }, operation)
  const body = encodeBody(value, definition, operation)
  if (body && (method === 'GET' || method === 'HEAD')) throw configError(`a ${method} has no body`, operation)
  if (params && !definition.params) refuseStrayParams(params, target, operation)
  const path =
    view === 'fetch' || view === 'reply' ? target : fillTemplate(target, params ?? {}, operation, styles?.params)
  return {
    operation,
    method,
    url: appendQuery(
      (path === target ? href : undefined) ?? resolveUrl(settings.place, path, operation),
      query as object,
      operation,
      styles?.query,
    ),
    headers,
    body,
    endpoint,
    input: spec.input,
    options,
    streamed: protocol?.streamed ? 'always' : (STREAMED[view] ?? false),
    auth: auth ?? definition.auth ?? settings.defaultAuth,
    session,
    scope,
    events: settings.events,
    timeouts: clocks,
    maxResponseBytes: numberOf('maxResponseBytes', maxResponseBytes) ?? settings.maxResponseBytes,
    retry: retryOf(settings.retry, retry),
    repeatable:
      'idempotency-key' in headers ||
      (protocol?.repeatable ?? definition.idempotent ?? REPEATABLE.has(method)) === true,
    ...(protocol?.classify && { classify: protocol.classify }),
    init: init ? { ...settings.init, ...init } : settings.init,
    onUploadProgress,
    onDownloadProgress,
  }
}

/** Where no schema looks at them: a name that the path does not have is surely meant for the query. */
function refuseStrayParams(params: object, target: string, where: Where): void {
  const stray = Object.keys(params).find((name) => !target.includes(`{${name}}`))
  if (stray === undefined) return
  throw invalidInput(
    where,
    'params',
    stray,
    `the path has no {${stray}}: what belongs to the query goes into \`query\``,
  )
}

async function validInput(
  { endpoint, input }: CallSpec,
  settings: Settings,
  operation: Operation,
  scope: Scope,
): Promise<EndpointInput> {
  checkOptions(input, INPUT, new Map(), operation)
  const valid: Record<string, unknown> = { ...input }
  for (const part of INPUT as ReadonlySet<ValidationError['part'] & keyof EndpointInput>) {
    const schema = endpoint?.definition[part]
    if (!schema) continue
    // A part that may be left out has defaults that apply all the same; a body that is left out is none.
    const value = validate(settings, operation, schema, input[part] ?? (part === 'body' ? undefined : {}), part)
    valid[part] = value instanceof Promise ? await scope.race(value) : value
  }
  return valid
}

/** A retry option laid over the policy it changes. @throws `config` */
export function retryOf(base: RetryPolicy | undefined, own: CallOptions['retry']): RetryPolicy | undefined {
  if (own === undefined) return base
  return own === false ? undefined : laidOver(base ?? DEFAULT_RETRY, typeof own === 'number' ? { limit: own } : own)
}

/** Refuses what is no option, so that a misspelt one is not ignored. @throws `config` */
export function checkOptions(
  options: object,
  known: ReadonlySet<string>,
  guards: Settings['guards'],
  operation?: Operation,
): void {
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue
    const value = (options as Record<string, unknown>)[name]
    const guard = guards.get(name)
    if (!guard) throw configError(`unknown option '${name}'`, operation)
    if (value !== undefined && !guard(value))
      throw configError(`option '${name}' has a value its plugin does not take`, operation)
  }
}

/** The base with every member of `own` that is not undefined. @throws `config` for a member the base does not have */
export function laidOver<T extends object>(base: T, own: Partial<Record<keyof T, unknown>> = {}): T {
  if (typeof own !== 'object') throw configError(`options are no object of ${Object.keys(base).join(', ')}`)
  const merged = { ...base } as Record<string, unknown>
  for (const [name, value] of Object.entries(own)) {
    if (!Object.hasOwn(base, name))
      throw configError(`unknown option '${name}'; there are ${Object.keys(base).join(', ')}`)
    merged[name] = numberOf(name, value) ?? merged[name]
  }
  return merged as T
}

/** A number from 0 up, or undefined. @throws `config` for anything else */
export function numberOf(name: string, value: unknown): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value
  throw configError(`option '${name}' is no number from 0 up`)
}
