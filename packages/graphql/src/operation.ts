import { type Endpoint, type Schema, post } from '@fairlead/core'
import { writeVariables } from './canonical.ts'
import { pathOf } from './carrier.ts'
import { type KnownDocument, checkRequired, createDocuments } from './document.ts'
import { GraphQLMisuse, graphqlError, serverErrors, whereOf } from './errors.ts'
import { misuseError } from './identity.ts'
import { type ResponsePart, isPart } from './incremental.ts'
import type { GraphQLDocument } from './types.ts'

/** What is said of an operation that is an endpoint. */
export interface OperationEndpointOptions<Data, Variables> {
  /** What a success makes stale. */
  readonly invalidates?:
    | readonly string[]
    | ((call: { readonly body: Variables; readonly data: Data | undefined }) => readonly string[])
    | undefined
  readonly auth?: 'session' | 'public' | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** An operation as an endpoint: its body are the variables, its data that of the answer. */
export type OperationEndpoint<Data, Variables> = Endpoint<
  'POST',
  `/${string}`,
  undefined,
  undefined,
  undefined,
  Schema<Variables, object>,
  { readonly 200: Schema<unknown, object> },
  'json',
  Data
>

/** Of the server's choice, best first (GraphQL over HTTP). */
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9'

/**
 * An operation as an endpoint: for a contract, for `client.request`, for the outbox, for whatever takes endpoints. Its body
 * are the variables. A mutation carries an Idempotency-Key, the same in all its attempts.
 *
 * @param url of the GraphQL endpoint, as `graphql` takes it
 * @throws `graphql` (`document`) for what cannot be parsed
 *
 * @example
 * ```ts
 * const book = operation('/graphql', BookBerth, { invalidates: ['berths'] })
 * const { state } = await client.queue.outbox.send(book, { body: { berth: 'b-4' } })
 * ```
 */
export function operation<Data = unknown, Variables = Record<string, unknown>>(
  url: string,
  source: GraphQLDocument<Data, Variables>,
  { invalidates, auth, headers }: OperationEndpointOptions<Data, Variables> = {},
): OperationEndpoint<Data, Variables> {
  const path = pathOf(url)
  const document = documentOf(path, source)
  const { name, text, documentId, kind } = document
  const where = whereOf(path, name)
  const body: Schema<object | undefined, object> = {
    '~standard': {
      version: 1,
      vendor: 'fairlead',
      validate(variables) {
        try {
          const { files } = writeVariables(variables as object)
          if (files.length > 0) throw new GraphQLMisuse(files[0]?.path ?? '', 'a file cannot be stored; use `mutate`')
          checkRequired(document, variables as object)
        } catch (error) {
          if (!(error instanceof GraphQLMisuse)) throw error
          return { issues: [{ message: error.message, path: error.path.split('.').slice(1) }] }
        }
        const named = documentId === undefined ? { query: text } : { documentId }
        return { value: { ...named, ...(name !== undefined && { operationName: name }), variables: variables ?? {} } }
      },
    },
  }
  const answer: Schema<unknown, ResponsePart> = {
    '~standard': {
      version: 1,
      vendor: 'fairlead',
      validate: (value) =>
        isPart(value, true) ? { value } : { issues: [{ message: 'this is no GraphQL response', path: [] }] },
    },
  }
  return post(
    url as `/${string}`,
    {
      body,
      responses: { '2XX': answer },
      idempotent: kind === 'query' || 'key',
      ...(auth && { auth }),
      ...(invalidates && { invalidates: tellingData(invalidates as never) as never }),
      options: { headers: { accept: ACCEPT, ...headers } },
      transform({ data, errors }: ResponsePart) {
        if (errors && errors.length > 0) throw serverErrors(where, errors, name)
        if (data === null || data === undefined)
          throw graphqlError(where, 'response', 'the response has neither data nor errors', { operation: name })
        return data
      },
    } as never,
  )
}

/** What a success makes stale; of an answer with errors nobody knows what it changed. */
function tellingData(invalidates: NonNullable<OperationEndpointOptions<never, never>['invalidates']>) {
  if (typeof invalidates !== 'function') return invalidates
  return ({ body, data }: { readonly body: never; readonly data: ResponsePart | undefined }) =>
    invalidates({ body, data: data?.data as never })
}

function documentOf(path: string, source: string | object): KnownDocument {
  try {
    const document = createDocuments(1).of(source)
    if (document.kind === 'subscription')
      throw new GraphQLMisuse('document', 'a subscription is no endpoint; use `subscribe`')
    return document
  } catch (error) {
    throw misuseError(path, undefined, error)
  }
}
