import { FairleadError, type Where } from '@fairlead/core'

/** One error of a GraphQL response (GraphQL specification, section 7.1.2). */
export interface GraphQLIssue {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Why a GraphQL operation failed that HTTP and the network let through. */
export type GraphQLReason =
  /** The server says so: its `errors`. */
  | 'errors'
  /** The document cannot be parsed, or has no operation of the kind asked for. Nothing was sent. */
  | 'document'
  /** The answer is no GraphQL response. */
  | 'response'
  /** The stream of parts or events ended before it was complete. */
  | 'incomplete'
  /** `cache-only`, and there is no answer. */
  | 'not-kept'
  /** More results wait for their reader than may. */
  | 'slow-reader'

/** A failure of a GraphQL operation. Its message names the operation and codes, never what a server says about values. */
export interface GraphQLFailure extends FairleadError {
  readonly kind: 'graphql'
  readonly reason: GraphQLReason
  /** The name of the operation. */
  readonly operation: string | undefined
  readonly status?: number
  /** The `extensions.code` of each error that has one. */
  readonly codes: readonly string[]
  /** What the server says. It may quote values: never printed. */
  readonly graphQLErrors: readonly GraphQLIssue[]
  /** The body that is no GraphQL response, where it is JSON. Never printed. */
  readonly data?: unknown
}

/** Makes a `graphql` error. */
export function graphqlError(
  where: Where,
  reason: GraphQLReason,
  what: string,
  { operation, status, errors = [], data, cause }: FailureFacts = {},
): GraphQLFailure {
  const codes = errors.flatMap(({ extensions }) => codeOf(extensions) ?? [])
  const facts = { reason, operation, codes, ...(status !== undefined && { status }) }
  // Not named `errors`: Node prints that, hidden or not.
  const hidden = { graphQLErrors: errors, ...(data !== undefined && { data }), ...(cause !== undefined && { cause }) }
  return new FairleadError('graphql', where, what, facts, hidden) as never
}

interface FailureFacts {
  readonly operation?: string | undefined
  readonly status?: number | undefined
  readonly errors?: readonly GraphQLIssue[]
  readonly data?: unknown
  readonly cause?: FairleadError
}

/** The error that a response's `errors` stand for. */
export function serverErrors(
  where: Where,
  errors: readonly GraphQLIssue[],
  operation: string | undefined,
  status?: number,
): GraphQLFailure {
  const shown = errors.slice(0, 3).map(({ path, extensions }) => {
    const code = codeOf(extensions)
    const at =
      Array.isArray(path) && path.length > 0 ? `at ${path.slice(0, 12).map(stepOf).join('.')}` : 'without a path'
    return code === undefined ? at : `${code} ${at}`
  })
  const rest = errors.length > shown.length ? ', …' : ''
  const what = `the server reports ${errors.length} error${errors.length === 1 ? '' : 's'}: ${shown.join(', ')}${rest}`
  return graphqlError(where, 'errors', what, { operation, errors, status })
}

/** The code of an error, where it is one: servers may put anything there. */
function codeOf(extensions: unknown): string | undefined {
  const { code } = Object(extensions) as { readonly code?: unknown }
  return typeof code === 'string' && /^[\w.:-]{1,60}$/.test(code) ? code : undefined
}

/** A step of a path as it is printed: whatever else a server puts there is not. */
function stepOf(step: unknown): string {
  if (Number.isSafeInteger(step)) return String(step)
  return typeof step === 'string' && /^[_A-Za-z]\w{0,60}$/.test(step) ? step : '?'
}

/** Something in what a caller gave that cannot be sent; the operation's own error is made of it where its name is known. */
export class GraphQLMisuse extends Error {
  readonly path: string

  constructor(path: string, what: string) {
    super(what)
    this.path = path
  }
}

/** The error of what is asked of a client that is done with. */
export function clientDisposed(where: Where): FairleadError {
  return new FairleadError('rejected', where, 'the GraphQL client was disposed of', { reason: 'disposed' })
}

/** Where the errors and events of an operation say they come from: the path, and the operation's name beside it. */
export function whereOf(path: string, name: string | undefined, method = 'POST'): Where {
  return { method, template: name === undefined ? path : `${path} ${name}` }
}
