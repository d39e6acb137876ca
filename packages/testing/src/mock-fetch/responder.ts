import { type Runtime, abortable, configError } from '@fairlead/core'
import { wait } from '../mock/wait.ts'
import { answer } from './answer.ts'
import { checkParts, readParts } from './asked.ts'
import type { PathBelow } from './base.ts'
import { fault as mistake } from './contract-answer.ts'
import { type Fault, faulty } from './faults.ts'
import type { ReplyOptions } from './handlers.ts'
import { MockRequest } from './mock-request.ts'
import { failedFetch, perform } from './perform.ts'
import { Refusal } from './refusal.ts'
import { type Match, type Route, createRoutes } from './routes.ts'

/** What stands for the server of a contract. */
export interface Responder {
  /** The endpoint of a request; undefined where the contract has none. */
  routeOf(request: Pick<Request, 'method' | 'url'>): Route | undefined
  /** @throws what `fetch` would, and `config` for a mistake in the mock */
  respond(request: Request, signal: AbortSignal): Promise<Response>
}

/** The settings of a responder, with nothing left out. */
export interface ResponderSettings {
  readonly pathBelow: PathBelow
  readonly runtime: Runtime
  readonly validate: { readonly requests: boolean; readonly responses: boolean }
  readonly unhandled: 'answer' | 'throw'
  readonly handlerOf: (route: Route) => unknown
  readonly faultOf: ((request: MockRequest) => Fault | undefined) | undefined
  readonly heard: (request: MockRequest) => void
}

/** Makes what stands for the server of a contract. */
export function createResponder(contract: object, settings: ResponderSettings): Responder {
  const { pathBelow, runtime, validate, unhandled, handlerOf, faultOf, heard } = settings
  const find = createRoutes(contract)
  const matchOf = ({ method, url }: Pick<Request, 'method' | 'url'>): Match | undefined => {
    const path = pathBelow(new URL(url))
    return path === undefined ? undefined : find(method, path)
  }

  const ask = async (match: Match | undefined, request: MockRequest, signal: AbortSignal): Promise<Response> => {
    const { method } = request
    if (!match) throw new Refusal(404, `the contract has no path for ${method} ${new URL(request.url).pathname}`)
    const { route, params, allow } = match
    if (!route)
      throw new Refusal(405, `the contract has the path, but not for ${method}`, {}, { allow: allow.join(', ') })
    const handler = handlerOf(route)
    if (handler === undefined) throw new Refusal(501, `there is no handler for ${route.name}`)
    const came = await readParts(route.endpoint, request, request.body, params)
    const parts = validate.requests ? await checkParts(route.endpoint, came, request.headers) : came
    const given = await abortable(callHandler(route, handler, { ...parts, request, signal, reply }), signal)
    return perform(route, given, { runtime, signal, validate: validate.responses })
  }

  const answered = async (match: Match | undefined, request: MockRequest, signal: AbortSignal): Promise<Response> => {
    try {
      return await ask(match, request, signal)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const template = match?.route?.endpoint.path ?? new URL(request.url).pathname
      if (unhandled === 'throw') throw configError(error.message, { method: request.method, template })
      return problem(error.status, error.message, { endpoint: request.endpoint, ...error.details }, error.headers)
    }
  }

  return {
    routeOf: (request) => matchOf(request)?.route,
    async respond(request, signal) {
      const match = matchOf(request)
      const body = new Uint8Array(await abortable(request.arrayBuffer(), signal))
      const record = new MockRequest(request, body, match?.route?.name, runtime.now())
      heard(record)
      const fault = faultOf?.(record)
      if (!fault) return answered(match, record, signal)
      if (fault.latencyMs) await wait(fault.latencyMs, signal, runtime)
      if (fault.offline) throw failedFetch()
      const response = fault.status
        ? problem(fault.status, 'a fault of the mock', { endpoint: record.endpoint })
        : await answered(match, record, signal)
      return faulty(response, fault, signal)
    },
  }
}

const reply = (status: number, body?: unknown, options: ReplyOptions = {}): unknown =>
  answer({ ...options, how: 'reply', status, body })

/** What a handler gives. Its own failure is a mistake in the mock, and none of the network's. */
async function callHandler({ endpoint, name }: Route, handler: unknown, asked: object): Promise<unknown> {
  if (typeof handler !== 'function') return handler
  try {
    return await (handler as (asked: object) => unknown)(asked)
  } catch (cause) {
    throw mistake(endpoint, `the handler of ${name} has thrown`, cause)
  }
}

/** Problem details of RFC 9457. */
function problem(
  status: number,
  detail: string,
  more: object,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = JSON.stringify({ title: 'mockFetch', status, detail, ...more })
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } })
}
