import type { CoreError, FairleadError } from '@fairlead/core'
import type { GraphQLFailure, GraphQLIssue } from './errors.ts'

/** What every outcome tells beside its data. */
interface OutcomeFacts {
  readonly extensions: Readonly<Record<string, unknown>> | undefined
  /** Whether more of it is still to come, or a newer one is being asked for. */
  readonly isFinal: boolean
}

/**
 * What became of an operation. `ok`: all data and no error. `partial`: data, and errors that left holes in it, or a stream of
 * parts that broke. `failed`: no data.
 */
export type GraphQLOutcome<Data> =
  | (OutcomeFacts & {
      readonly state: 'ok'
      readonly data: Data
      readonly errors: readonly []
      readonly error?: undefined
    })
  | (OutcomeFacts & {
      readonly state: 'partial'
      readonly data: Data
      /** What the server says of the holes; empty where the stream broke. */
      readonly errors: readonly GraphQLIssue[]
      readonly error: GraphQLFailure | CoreError
    })
  | (OutcomeFacts & {
      readonly state: 'failed'
      readonly data?: undefined
      readonly errors: readonly GraphQLIssue[]
      readonly error: GraphQLFailure | CoreError
    })

/** One result of an operation, as the parts of this package give it to each other. */
export interface Execution {
  readonly data: unknown
  readonly errors: readonly GraphQLIssue[]
  readonly extensions: Readonly<Record<string, unknown>> | undefined
  readonly hasNext: boolean
  /** Why it failed, or why no more will come. */
  readonly error: FairleadError | undefined
  readonly status?: number | undefined
}

/** The outcome that a result stands for. */
export function outcomeOf<Data>({ data, errors, extensions, hasNext, error }: Execution): GraphQLOutcome<Data> {
  const facts = { extensions, isFinal: !hasNext }
  if (data === undefined || data === null) {
    return { ...facts, state: 'failed', errors, error: error as CoreError }
  }
  return error
    ? { ...facts, state: 'partial', data: data as Data, errors, error: error as CoreError }
    : { ...facts, state: 'ok', data: data as Data, errors: [] }
}
