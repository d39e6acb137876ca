import type { CarriedOperation, ClientEvent, ErrorKind } from '@fairlead/core'
import { type Place, byPlace } from './by-place.ts'
import type { Attributes } from './instruments.ts'
import { OTHER, createNameGuard, operationName } from './template.ts'

/** Servers that are told apart: a program may call as many as it has tenants. */
const MAX_ORIGINS = 50

/** Methods that the HTTP conventions know, case-sensitive; every other is `_OTHER`. */
const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY)$/

/** Whether the conventions know a method. */
export function isKnownMethod(method: string): boolean {
  return METHODS.test(method)
}

/** Of an origin: its host and its port, the scheme's own where it names none. */
export function serverOf(origin: string): { readonly address: string; readonly port: number } | undefined {
  const url = URL.parse(origin)
  if (!url) return undefined
  // Without the brackets of an IPv6 address.
  const address = url.hostname.replace(/^\[|\]$/g, '')
  return { address, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) }
}

/** What calls to one place are told apart by. */
export interface PlaceAttributes {
  /** Of the span of a request. */
  readonly requestName: string
  /** Of the span of a call. */
  readonly callName: string
  /** Of an HTTP request (HTTP conventions). */
  readonly request: Attributes
  /** Of requests that are under way: without the template. */
  readonly active: Attributes
  /** Of a whole call. */
  readonly call: Attributes
}

/** What a client's telemetry tells apart: so many names of each sort, the first ones. */
export interface Names {
  template(template: string): string
  operation(name: string): string
  origin(origin: string): string
  /** The attributes of a place, made once for each. */
  at(place: Place): PlaceAttributes
}

/** Makes the names of a client that tells at most so many templates apart. */
export function createNames(maxTemplates: number): Names {
  const { of: template } = createNameGuard(maxTemplates)
  const { of: operation } = createNameGuard(maxTemplates, operationName)
  const { of: origin } = createNameGuard(MAX_ORIGINS, (name) => name)
  return { template, operation, origin, at: createAttributes(template, origin) }
}

function createAttributes(named: Names['template'], originNamed: Names['origin']): (place: Place) => PlaceAttributes {
  /** Without a template there are few, and each is the same object always: what is open is counted by it. */
  const actives = new Map<string, Attributes>()
  function activeOf(method: string, to: Attributes): Attributes {
    const key = `${method} ${to['server.address']} ${to['server.port']}`
    const known = actives.get(key) ?? { 'http.request.method': method, ...to }
    actives.set(key, known)
    return known
  }
  const made = byPlace(({ method: given, template: told, origin }) => {
    const isKnown = isKnownMethod(given)
    const method = isKnown ? given : '_OTHER'
    const template = named(told)
    const path = pathOf(template)
    const server = serverOf(originNamed(origin))
    const to = server ? { 'server.address': server.address, 'server.port': server.port } : {}
    const active = activeOf(method, to)
    const name = isKnown ? method : 'HTTP'
    return {
      requestName: template === OTHER ? name : `${name} ${path}`,
      callName: template === OTHER ? name : `${name} ${template}`,
      request: template === OTHER ? active : { ...active, 'url.template': path },
      active,
      call: { method, template: path, ...to },
    }
  })
  /** One call asks several times, and the next one often for the same. */
  let last: readonly [Place, PlaceAttributes] | undefined
  return (place) => {
    const { method, template, origin } = place
    if (last?.[0].template !== template || last[0].method !== method || last[0].origin !== origin)
      last = [{ method, template, origin }, made(place)]
    return last[1]
  }
}

/** Without the name of a GraphQL operation, which has an attribute of its own. */
function pathOf(template: string): string {
  return template.split(' ', 1)[0] ?? template
}

/** The status that HTTP knows of (RFC 9110 section 15); servers may send any number, and each would be a series. */
export function statusOf(status: number | undefined): number | undefined {
  return status !== undefined && status >= 100 && status <= 599 ? status : undefined
}

/** `error.type`: the status as text, or the kind of the failure; none for what its caller has given up. */
export function errorType(error: ErrorKind | undefined, status: number | undefined): string | undefined {
  if (status !== undefined && status >= 400 && (error === undefined || error === 'http'))
    return statusOf(status) === undefined ? '_OTHER' : String(status)
  return error === 'abort' ? undefined : error
}

/** `error.type` of a whole call: that its user has signed out is none of its errors. */
export function callErrorType({
  error,
  status,
  reason,
}: Extract<ClientEvent, { type: 'operation:end' }>): string | undefined {
  return reason === 'session-ended' ? undefined : errorType(error, status)
}

/** Which operation of its protocol a call carries: never what is in it. */
export function carriedAttributes(
  { protocol, type, name }: CarriedOperation,
  named: (name: string) => string = operationName,
): Attributes {
  const own = { [`${protocol}.operation.type`]: type }
  return name === undefined ? own : { ...own, [`${protocol}.operation.name`]: named(name) }
}
