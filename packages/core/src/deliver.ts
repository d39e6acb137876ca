import type { View } from './call.ts'
import { autoOf, bytesOf, decodeError, jsonOf, problemOf, responseFor, textOf, typeOf } from './decode.ts'
import type { AnyEndpoint, EndpointView } from './endpoint.ts'
import { FairleadError } from './errors.ts'
import type { Reply } from './reply.ts'
import type { CallRequest } from './request.ts'
import type { Schema } from './schema.ts'
import type { Settings } from './settings.ts'
import { validate } from './validate.ts'

type Report = (direction: 'output', part: string, paths: readonly string[]) => void

/** Turns replies into what callers asked for. */
export class Delivery {
  readonly #settings: Settings
  readonly #report: (request: CallRequest, ...facts: Parameters<Report>) => void

  constructor(settings: Settings, report: (request: CallRequest, ...facts: Parameters<Report>) => void) {
    this.#settings = settings
    this.#report = report
  }

  /** The data of a success in the view asked for. @throws `decode`, `validation` */
  async data(request: CallRequest, reply: Reply, view: View, schema?: Schema<never, unknown>): Promise<unknown> {
    const { endpoint, operation } = request
    if (view === 'response' || view === 'fetch') return responseOf(reply)
    if (view === 'json' && schema) return this.#checked(request, reply, schema, this.#json(request, reply))
    if (endpoint && (view === 'auto' || view === 'result' || view === 'json')) return this.#contractData(request, endpoint, reply)
    if (view === 'json') return this.#json(request, reply)
    if (view === 'auto' || view === 'result') return autoOf(reply, operation)
    return bodyAs(view, reply)
  }

  /** The error that a reply stands for. @throws `decode`, `validation` where the body is not what the contract declares */
  async error(request: CallRequest, reply: Reply): Promise<FairleadError> {
    const { status, headers } = reply
    const schema = responseFor(request.endpoint?.definition.responses ?? {}, status)
    const data = schema ? await this.#checked(request, reply, schema, this.#json(request, reply)) : schema === null ? undefined : leniently(reply, request)
    return new FairleadError('http', request.operation, String(status), { status }, { data, headers, problem: problemOf(reply, data) })
  }

  async #contractData(request: CallRequest, { definition }: AnyEndpoint, reply: Reply): Promise<unknown> {
    const { responses, view = 'json', transform } = definition
    if (view !== 'json') return finish(transform, bodyAs(view as EndpointView, reply))
    const schema = responses && responseFor(responses, reply.status)
    if (schema === null) return finish(transform, undefined)
    if (schema) return finish(transform, await this.#checked(request, reply, schema, this.#json(request, reply)))
    if (responses && Object.keys(responses).length > 0 && this.#settings.validation.output === 'strict') {
      throw decodeError(request.operation, reply, 'undeclared', 'the contract does not declare this status')
    }
    return finish(transform, autoOf(reply, request.operation))
  }

  #json(request: CallRequest, reply: Reply): unknown {
    return this.#settings.transforms.reduce((data, transform) => transform(data, request), jsonOf(reply, request.operation))
  }

  #checked(request: CallRequest, reply: Reply, schema: Schema<never, unknown>, data: unknown): unknown {
    const { status } = reply
    return validate(schema, data, {
      where: request.operation,
      mode: this.#settings.validation.output,
      direction: 'output',
      part: 'response',
      status,
      report: (paths) => this.#report(request, 'output', 'response', paths),
    })
  }
}

function finish(transform: AnyEndpoint['definition']['transform'], data: unknown): unknown {
  return transform ? transform(data as never) : data
}

function bodyAs(view: EndpointView, reply: Reply): unknown {
  if (view === 'stream') return reply.body instanceof ReadableStream ? reply.body : new Blob([bytesOf(reply)]).stream()
  if (view === 'blob') return new Blob([bytesOf(reply)], { type: typeOf(reply) })
  return view === 'bytes' ? bytesOf(reply) : textOf(reply)
}

/** The body of a failure that no contract describes: what can be read of it. */
function leniently(reply: Reply, { operation }: CallRequest): unknown {
  try {
    return autoOf(reply, operation)
  } catch {
    return textOf(reply)
  }
}

/** A WHATWG Response of a reply. */
function responseOf({ status, headers, body, url }: Reply): Response {
  const bodiless = status === 101 || status === 204 || status === 205 || status === 304
  // The constructor refuses statuses below 200, which only an opaque answer has.
  const response = status < 200 ? Response.error() : new Response(bodiless ? null : body, { status, headers })
  return Object.defineProperty(response, 'url', { value: url })
}
