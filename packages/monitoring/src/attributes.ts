import type { ErrorKind } from '@fairlead/core'
import type { Attributes } from './instruments.ts'
import { OTHER } from './template.ts'

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

/** Makes attributes of calls; what an origin consists of is worked out once. */
export interface AttributeMaker {
  /** What an HTTP request is told apart by (HTTP conventions). */
  request(method: string, template: string | undefined, origin: string): Attributes
  /** What a whole call is told apart by. */
  call(method: string, template: string, origin: string): Attributes
}

const MAX_SERVERS = 100

/** Makes what makes attributes, for one client. */
export function createAttributes(): AttributeMaker {
  const servers = new Map<string, Attributes>()
  function serverAttributes(origin: string): Attributes {
    const known = servers.get(origin)
    if (known) return known
    const server = serverOf(origin)
    const made: Attributes = server ? { 'server.address': server.address, 'server.port': server.port } : {}
    if (servers.size < MAX_SERVERS) servers.set(origin, made)
    return made
  }
  const known = (method: string): string => (isKnownMethod(method) ? method : '_OTHER')
  return {
    request(method, template, origin) {
      const own = { 'http.request.method': known(method), ...serverAttributes(origin) }
      return template === undefined || template === OTHER ? own : { ...own, 'url.template': pathOf(template) }
    },
    call: (method, template, origin) => ({
      method: known(method),
      template: pathOf(template),
      ...serverAttributes(origin),
    }),
  }
}

/** Without the name of a GraphQL operation, which has an attribute of its own. */
function pathOf(template: string): string {
  return template.split(' ', 1)[0] ?? template
}

/** `error.type`: the status as text, or the kind of the failure; none for what its caller has given up. */
export function errorType(error: ErrorKind | undefined, status: number | undefined): string | undefined {
  if (status !== undefined && status >= 400 && (error === undefined || error === 'http')) return String(status)
  return error === 'abort' ? undefined : error
}
