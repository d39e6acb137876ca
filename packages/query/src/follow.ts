import {
  type AnyEndpoint,
  type EndpointInput,
  FairleadError,
  type Schema,
  type ServerSentEvent,
  ndjson,
  parseJson,
  sse,
} from '@fairlead/core'
import type { QueryFunctionContext } from '@tanstack/query-core'
import type { EndpointKey } from './key.ts'
import type { QueryHost } from './query-host.ts'

/** An answer that goes on, and what becomes of its messages. */
interface Followed {
  readonly endpoint: AnyEndpoint
  readonly input: EndpointInput | undefined
  readonly call: object | undefined
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
  await host.admit(queryKey[0], endpoint, client, signal)
  const open = (headers: object): Promise<Response> =>
    host.call(endpoint, input, { ...call, signal, ...headers }).response()
  const messages =
    format === 'ndjson'
      ? ndjson(bodyOf(await open({})), { signal, ...(schema && { schema }) })
      : eventsOf(
          sse((id) => open(id ? { headers: { 'last-event-id': id } } : {}), { signal, runtime: host.runtime }),
          schema,
        )
  // A connection that is made anew begins anew: what has been missed is not known.
  let data: unknown
  for await (const message of messages) {
    data = reduce(data, message)
    client.setQueryData(queryKey, data)
  }
  return data ?? null
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  return body ?? new Blob([]).stream()
}

async function* eventsOf(
  events: AsyncIterable<ServerSentEvent>,
  schema: Schema<unknown, unknown> | undefined,
): AsyncGenerator<unknown, void, undefined> {
  for await (const { data } of events) {
    const message = parseJson(data, (reason, what) => {
      return new FairleadError('decode', undefined, `an event of the stream ${what}`, { reason })
    })
    if (!schema) yield message
    else {
      const result = await schema['~standard'].validate(message)
      if (result.issues) {
        const facts = { direction: 'output', part: 'response', issues: result.issues.map(() => ({ path: '' })) }
        throw new FairleadError('validation', undefined, 'an event of the stream does not fit its schema', facts)
      }
      yield result.value
    }
  }
}
