import {
  type AnyEndpoint,
  type EndpointInput,
  FairleadError,
  type HeadersInput,
  type Schema,
  type ServerSentEvent,
  type Where,
  conform,
  misfitError,
  ndjson,
  parseJson,
  sse,
} from '@fairlead/core'
import type { QueryFunctionContext } from '@tanstack/query-core'
import { type EndpointKey, checkKey } from './key.ts'
import type { QueryHost } from './query-host.ts'

/** An answer that goes on, and what becomes of its messages. */
interface Followed {
  readonly endpoint: AnyEndpoint
  readonly input: EndpointInput | undefined
  readonly call: { readonly headers?: HeadersInput | undefined } | undefined
  readonly format: 'sse' | 'ndjson'
  readonly schema: Schema<unknown, unknown> | undefined
  readonly reduce: (data: unknown, message: unknown) => unknown
}

/** Puts each message of an answer into the data of its query, as it comes. Server-sent events go on after a broken connection. */
export async function follow(
  host: QueryHost,
  { endpoint, input, call, format, schema, reduce }: Followed,
  { queryKey, signal, client }: QueryFunctionContext<EndpointKey>,
): Promise<unknown> {
  checkKey(host.api, queryKey)
  await host.admit(queryKey[0], endpoint, client, signal)
  const where = { method: endpoint.method, template: endpoint.path }
  const open = (lastEventId: string): Promise<Response> =>
    host.call(endpoint, input, { ...call, signal, headers: headersFor(call?.headers, lastEventId) }).response()
  const messages =
    format === 'ndjson'
      ? ndjson(bodyOf(await open('')), { signal, ...(schema && { schema }) })
      : eventsOf(sse(open, { signal, runtime: host.runtime }), schema, where)
  // A connection that is made anew begins anew: what has been missed is not known.
  let data: unknown
  for await (const message of messages) {
    data = reduce(data, message)
    client.setQueryData(queryKey, data)
  }
  const query = client.getQueryCache().find({ queryKey, exact: true })
  if (query) host.finished.add(query)
  return data ?? null
}

/** The caller's own fields, and where to go on. */
function headersFor(given: HeadersInput = {}, lastEventId: string): HeadersInput {
  const own = Symbol.iterator in given ? [...given] : Object.entries(given)
  return (lastEventId ? [...own, ['last-event-id', lastEventId]] : own) as HeadersInput
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  return body ?? new Blob([]).stream()
}

async function* eventsOf(
  events: AsyncIterable<ServerSentEvent>,
  schema: Schema<unknown, unknown> | undefined,
  where: Where,
): AsyncGenerator<unknown, void, undefined> {
  for await (const { data } of events) {
    const message = parseJson(data, (reason, what) => {
      return new FairleadError('decode', where, `an event of the stream ${what}`, { reason })
    })
    yield schema ? await conform(schema, message, 'strict', misfit(where)) : message
  }
}

function misfit(where: Where): Parameters<typeof conform>[3] {
  const facts = { direction: 'output', part: 'response' } as const
  return {
    error: (issues) => misfitError(where, 'an event of the stream does not fit its schema', facts, issues),
    report: () => {},
  }
}
