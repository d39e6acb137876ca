import { encodeBody } from './body.ts'
import type { CallOptions, View } from './call.ts'
import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import { type ValidationError, configError } from './errors.ts'
import { type HeadersInput, addHeaders } from './headers.ts'
import type { CallRequest, Operation } from './request.ts'
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts'
import type { Scope } from './scope.ts'
import type { Session } from './session.ts'
import type { Settings } from './settings.ts'
import { type Place, appendQuery, fillTemplate, resolveUrl } from './url.ts'
import { validate } from './validate.ts'

/** A call as the caller made it. */
export interface CallSpec {
  readonly method: string
  /** The path or URL of a quick call, the template of an endpoint. */
  readonly target: string
  readonly endpoint: AnyEndpoint | undefined
  readonly input: EndpointInput
  readonly options: CallOptions & Readonly<Record<string, unknown>>
  readonly session: Session
}

/** Input after validation: what goes out. */
export interface CheckedInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: object | undefined
  readonly headers?: HeadersInput | undefined
  readonly body?: unknown
}

const STREAMED: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['stream', 'response', 'fetch'])
const REPEATABLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'])
const MAX_BUFFERED_BYTES = 100 * 1024 * 1024

/** Refuses what is no option, so that a misspelt one is not ignored. @throws `config` */
export function checkOptions(options: object, known: ReadonlySet<string>, tables: Settings['optionTables'], operation?: Operation): void {
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue
    const guard = tables.get(name)
    if (!guard) throw configError(`unknown option '${name}'`, operation)
    const value = (options as Record<string, unknown>)[name]
    if (value !== undefined && !guard(value)) throw configError(`option '${name}' has a value its plugin does not take`, operation)
  }
}

/** Validates the parts of an endpoint's input, in the order they are sent. */
export async function checkInput(
  { endpoint, input }: CallSpec,
  settings: Settings,
  operation: Operation,
  report: (direction: 'input', part: string, paths: readonly string[]) => void,
): Promise<CheckedInput> {
  const checked: Record<string, unknown> = { ...input }
  for (const part of ['params', 'query', 'headers', 'body'] satisfies ValidationError['part'][]) {
    const schema = endpoint?.definition[part]
    if (!schema) continue
    const value = validate(schema, input[part], {
      where: operation,
      mode: settings.validation.input,
      direction: 'input',
      part,
      report: (paths) => report('input', part, paths),
    })
    checked[part] = value instanceof Promise ? await value : value
  }
  return checked
}

/** Makes the request of a call. @throws `config`, `validation` or `rejected`, before anything is sent */
export function prepare(spec: CallSpec, input: CheckedInput, view: View, settings: Settings, operation: Operation, scope: Scope): CallRequest {
  const { method, endpoint, options, session } = spec
  const definition = endpoint?.definition
  const body = encodeBody(input.body, definition?.bodyType, operation)
  if (body && (method === 'GET' || method === 'HEAD')) throw configError(`a ${method} has no body`, operation)
  const headers: Record<string, string> = { ...settings.headers }
  if (view === 'json' || (endpoint && (view === 'auto' || view === 'result') && !definition?.view)) headers['accept'] = 'application/json'
  addHeaders(headers, input.headers, operation)
  addHeaders(headers, options.headers, operation)
  const key = options.idempotencyKey ?? (definition?.idempotent === 'key' || undefined)
  if (key) addHeaders(headers, { 'idempotency-key': key === true ? scope.runtime.randomUUID() : key }, operation)
  const streamed = STREAMED.has(view) || (definition?.view === 'stream' && (view === 'auto' || view === 'result'))
  return {
    operation,
    method,
    url: appendQuery(urlOf(spec, input, settings.place, operation), input.query, operation),
    headers,
    body,
    endpoint,
    input: spec.input,
    options,
    streamed,
    auth: options.auth ?? definition?.auth ?? settings.defaultAuth,
    session: { identity: session.identity, epoch: session.epoch, signal: session.signal, session },
    scope,
    timeouts: options.timeouts ? laidOver(settings.timeouts, options.timeouts) : settings.timeouts,
    maxResponseBytes: options.maxResponseBytes ?? settings.maxResponseBytes ?? (streamed ? Infinity : MAX_BUFFERED_BYTES),
    retry: retryOf(settings.retry, options.retry),
    repeatable: 'idempotency-key' in headers || (definition?.idempotent ?? REPEATABLE.has(method)) === true,
    init: options.init ? { ...settings.init, ...options.init } : settings.init,
    onUploadProgress: options.onUploadProgress,
    onDownloadProgress: options.onDownloadProgress,
  }
}

function urlOf({ target, endpoint }: CallSpec, { params }: CheckedInput, place: Place, operation: Operation): string {
  const path = endpoint || params ? fillTemplate(target, params ?? {}, operation) : target
  return resolveUrl(place, path, operation)
}

function retryOf(base: RetryPolicy | undefined, own: CallOptions['retry']): RetryPolicy | undefined {
  if (own === undefined) return base
  if (own === false) return undefined
  return laidOver(base ?? DEFAULT_RETRY, typeof own === 'number' ? { limit: own } : own)
}

/** The base with every member of `own` that is not undefined. @throws `config` for a member the base does not have */
export function laidOver<T extends object>(base: T, own: Partial<Record<keyof T, unknown>> | undefined): T {
  const merged = { ...base } as Record<string, unknown>
  for (const [name, value] of Object.entries(own ?? {})) {
    if (!(name in base)) throw configError(`unknown option '${name}'; there are ${Object.keys(base).join(', ')}`)
    if (typeof value === 'number' ? !(value >= 0) : value !== undefined) throw configError(`option '${name}' is no number from 0 up`)
    if (value !== undefined) merged[name] = value
  }
  return merged as T
}
