import type { CallOptions, FairleadError, HeaderFields } from '@fairlead/core'
import type { OperationContext } from '@urql/core'
import type { WrittenVariables } from './canonical.ts'
import type { KnownDocument } from './document.ts'

/** What is said about one operation beside its variables: the options of any call, and what only GraphQL has. */
export interface OperationOptions extends CallOptions {
  /** What the answer of a query is made of, beside the types in it: an invalidation of one asks for it anew. */
  readonly tags?: readonly string[] | undefined
  /** What the success of a mutation makes stale, beside the types in its answer. */
  readonly invalidates?: readonly string[] | undefined
}

/** What is known of an operation when it is begun. */
export interface OperationFacts {
  readonly document: KnownDocument
  readonly variables: WrittenVariables
  /** The variables that these facts are of; a cache may ask with others. */
  readonly of: unknown
  readonly options: OperationOptions
  /** Those of the options, in one form. */
  readonly headers: HeaderFields | undefined
  /** Tells answers apart: whose it is, the document, the variables and what else of a call changes the answer. */
  readonly identity: string
  /** Tells calls apart: what {@link identity} says, whose it is, and how it is made. */
  readonly flight: string
  /** What else of the call changes its answer, as text. */
  readonly call: string
  /** Why it cannot be sent. */
  readonly failure: FairleadError | undefined
}

/** Where an operation carries its facts; a symbol, so that nobody sets it by accident. */
export const FACTS: unique symbol = Symbol('fairlead graphql facts')

/** The facts of an operation, where this package made it. */
export function factsOf(context: Partial<OperationContext>): OperationFacts | undefined {
  return (context as { readonly [FACTS]?: OperationFacts })[FACTS]
}

/** The call options that an operation's context carries for the pipeline. */
export function optionsOf(context: Partial<OperationContext>): OperationOptions {
  return (context['fairlead'] as OperationOptions | undefined) ?? NO_OPTIONS
}

export const NO_OPTIONS: OperationOptions = {}
