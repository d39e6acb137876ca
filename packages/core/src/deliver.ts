import type { View } from './call.ts'
import { bytesOf, decodeError, isJson, jsonOf, plainOf, textOf, typeOf } from './decode.ts'
import type { AnyEndpoint, AnySchema, NoBody } from './endpoint.ts'
import { FairleadError } from './errors.ts'
import type { Memo, Reply, SharedReply } from './reply.ts'
import type { CallRequest } from './request.ts'
import { type Schema, isAsText } from './schema.ts'
import type { Settings } from './settings.ts'
import { validate } from './validate.ts'

/** The view in force: where the caller leaves it open, what the contract says, or the content type. */
export function viewOf(view: View, endpoint: AnyEndpoint | undefined): View {
  if (view !== 'auto' && view !== 'result') return view
  return endpoint ? ((endpoint.definition.view as View | undefined) ?? 'json') : 'auto'
}

/** Views that hand on the body as it is. */
const BODY_VIEWS: { readonly [view in View]?: (reply: Reply) => unknown } = {
  bytes: (reply) => (reply.shared ? bytesOf(reply).slice() : bytesOf(reply)),
  text: textOf,
  blob: (reply) => new Blob([bytesOf(reply)], { type: typeOf(reply) }),
  stream: (reply) => (reply.body instanceof ReadableStream ? reply.body : new Blob([bytesOf(reply)]).stream()),
  response: responseOf,
  fetch: responseOf,
  reply: (reply) => reply,
}

/** Whether the caller gets what the contract makes of the body, and not the body itself or what a schema of theirs says. */
export function isOwnView(asked: View, schema: Schema | undefined): boolean {
  return !schema && (asked === 'json' || asked === 'auto' || asked === 'result')
}

/**
 * What the caller asked for, of a reply that is a success; before the contract's `transform`. A promise only where a schema
 * takes its time.
 *
 * @throws `decode`, `validation`
 */
export function deliver(settings: Settings, request: CallRequest, reply: Reply, asked: View, schema?: Schema): unknown {
  const view = viewOf(asked, request.endpoint)
  const raw = BODY_VIEWS[view]
  if (raw) return raw(reply)
  const make = (): unknown =>
    view === 'json' ? jsonData(settings, request, reply, schema) : auto(settings, request, reply)
  // What transforms data may depend on the call.
  const memo = settings.transforms.length === 0 ? asShared(reply)?.memo : undefined
  return memo ? remembered(memo, schema ?? declaredFor(request.endpoint, reply.status) ?? view, make) : make()
}

/** What holds for a reply that was not changed on its way. */
function asShared(reply: Reply): SharedReply | undefined {
  return reply.shared?.of === reply ? reply.shared : undefined
}

/** What was made of the same body before, or is now. */
function remembered(memo: Memo, key: unknown, make: () => unknown): unknown {
  const known = memo.get(key)
  if (known !== undefined) return known
  const made = make()
  return made instanceof Promise ? made.then((data) => memo.set(key, data)) : memo.set(key, made)
}

function jsonData(settings: Settings, request: CallRequest, reply: Reply, schema: AnySchema | undefined): unknown {
  const { endpoint, operation } = request
  const declared = schema ?? declaredFor(endpoint, reply.status)
  if (declared !== undefined) return checked(settings, request, reply, declared)
  if (!endpoint) return json(settings, request, reply)
  if (settings.validation.output === 'strict' && Object.keys(endpoint.definition.responses ?? {}).length > 0) {
    throw decodeError(operation, reply, 'undeclared', 'the contract does not declare this status')
  }
  return auto(settings, request, reply)
}

/** The error that a reply stands for. @throws `decode`, `validation` where the body is not what the contract declares */
export async function failureOf(settings: Settings, request: CallRequest, reply: Reply): Promise<FairleadError> {
  const { operation, endpoint } = request
  const { status, headers } = reply
  const declared = declaredFor(endpoint, status)
  const data =
    declared === undefined ? leniently(settings, request, reply) : await checked(settings, request, reply, declared)
  // RFC 9457.
  const problem = /^application\/problem\+json\b/i.test(typeOf(reply)) ? data : undefined
  return new FairleadError('http', operation, String(status), { status }, { data, headers, problem })
}

/** What a contract has for a status: exact, then its range, then `default` for what is no success. */
function declaredFor(endpoint: AnyEndpoint | undefined, status: number): AnySchema | NoBody | undefined {
  const responses = endpoint?.definition.responses
  if (!responses) return undefined
  for (const key of [status, `${Math.floor(status / 100)}XX`, 'default'] as (keyof typeof responses)[]) {
    if (key in responses && (key !== 'default' || status >= 400)) return responses[key]
  }
  return undefined
}

function checked(settings: Settings, request: CallRequest, reply: Reply, schema: AnySchema | NoBody): unknown {
  if (schema === null) return undefined
  const check = (data: unknown): unknown =>
    validate(settings, request.operation, schema, data, 'response', reply.status)
  const data = isAsText(schema) ? textOf(reply) : json(settings, request, reply)
  return data instanceof Promise ? data.then(check) : check(data)
}

/** The JSON of a reply, changed by the transformations of client and plugins; a promise where one of them takes its time. */
function json({ transforms }: Settings, request: CallRequest, reply: Reply): unknown {
  const data = jsonOf(reply, request.operation)
  // A failure rarely has the shape of a success; what unwraps one would break the other.
  if (reply.status >= 400) return data
  return transforms.reduce(
    (changed, transform) =>
      changed instanceof Promise ? changed.then((later) => transform(later, request)) : transform(changed, request),
    data,
  )
}

/** By the content type. */
function auto(settings: Settings, request: CallRequest, reply: Reply): unknown {
  return isJson(reply) ? json(settings, request, reply) : plainOf(reply)
}

/** The body of a failure that no contract describes: what can be read of it. */
function leniently(settings: Settings, request: CallRequest, reply: Reply): unknown {
  try {
    return auto(settings, request, reply)
  } catch {
    return textOf(reply)
  }
}

/** A reason phrase that the constructor takes (RFC 9112 section 4). */
const PHRASE = /^[\t\x20-\x7e\x80-\xff]*$/

/** A WHATWG Response of a reply. */
function responseOf(reply: Reply): Response {
  const { status, statusText = '', body, url } = reply
  // An opaque answer has status 0.
  if (status === 0) return Response.error()
  // The constructor refuses statuses that servers do send, such as 999.
  const known = status >= 200 && status < 600
  const phrased = PHRASE.test(statusText)
  const bodiless = [204, 205, 304].includes(status)
  const response = new Response(bodiless ? null : body, {
    status: known ? status : 500,
    statusText: phrased ? statusText : '',
    headers: asShared(reply)?.fields() ?? reply.headers,
  })
  if (!phrased) Object.defineProperty(response, 'statusText', { value: statusText })
  if (!known) Object.defineProperty(response, 'status', { value: status })
  // The constructor knows no URL.
  return Object.defineProperty(response, 'url', { value: url })
}
