import type { AnyEndpoint, EndpointInput, Schema } from '@fairlead/core'
import { type Query, type QueryFunctionContext, type SkipToken, skipToken } from '@tanstack/query-core'
import { type EndpointKey, keyInput } from '../key.ts'
import { follow } from '../follow.ts'
import type { QueryHost } from '../query-host.ts'
import type { OwnCallOptions } from '../types.ts'

/** How what arrives becomes the data of a query. */
export interface LiveSettings<Message, Data, Options> {
  /** Validates each message, and gives it its type. */
  readonly schema?: Schema<unknown, Message> | undefined
  /** Server-sent events (their `data` as JSON), or lines of JSON. @defaultValue `'sse'` */
  readonly format?: 'sse' | 'ndjson' | undefined
  /** The data with one message more. @defaultValue the latest message */
  readonly reduce?: ((data: Data | undefined, message: Message) => Data) | undefined
  readonly enabled?: boolean | undefined
  /** Options of the call itself. They are no part of the key. */
  readonly call?: OwnCallOptions<Options> | undefined
}

/** Makes the options of one query that goes on: `data` is what has arrived, `fetchStatus` is `fetching` until it ends. */
export function liveOptions(
  of: QueryHost,
  endpoint: AnyEndpoint,
  path: readonly string[],
  input: EndpointInput | SkipToken,
  { schema, format = 'sse', reduce = latest, enabled = true, call }: LiveSettings<unknown, unknown, object> = {},
): object {
  const isSkipped = input === skipToken
  const given = isSkipped ? undefined : input
  return {
    ...of.retry,
    enabled,
    staleTime: Infinity,
    // What nobody looked at for a while has been let go of, and is begun anew.
    refetchOnMount: (query: Query) => (of.finished.has(query) ? false : 'always'),
    queryKey: [of.scope(endpoint), path, isSkipped ? {} : keyInput(given, path), 'live'] satisfies EndpointKey,
    queryFn: isSkipped
      ? skipToken
      : (context: QueryFunctionContext<EndpointKey>) =>
          follow(of, { endpoint, input: given, call, format, schema, reduce }, context),
  }
}

function latest(_data: unknown, message: unknown): unknown {
  return message
}
