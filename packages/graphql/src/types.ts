import type { AnyClient, ReadOptions } from '@fairlead/core'
import type { Client } from '@urql/core'
import type { OptionsFor, QueryOptionsFor } from './options.ts'
import type { GraphQLOutcome } from './outcome.ts'

/** A document with the types of its data and variables: of gql.tada, of code generators, of `gql`; or a text. */
export type GraphQLDocument<Data, Variables> =
  // As TypedDocumentNode, TypedDocumentString and gql.tada declare it.
  { readonly __apiType?: (variables: Variables) => Data } | UntypedDocument | string

/** A parsed document of any GraphQL library. */
interface UntypedDocument {
  readonly kind: string
  readonly definitions: readonly object[]
}

// oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every variable is optional
type OperationArguments<Variables, Options> = {} extends Variables
  ? [variables?: Variables, options?: Options]
  : [variables: Variables, options?: Options]

/** A GraphQL client over a client. */
export interface GraphQL<C extends AnyClient> {
  /** For the bindings of urql (`urql`, `@urql/vue`). Call options go into its context as `fairlead`. */
  readonly urql: Client
  /** Asks. Never rejects: what became of it is in the outcome. */
  query<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...call: OperationArguments<Variables, QueryOptionsFor<C>>
  ): Promise<GraphQLOutcome<Data>>
  /** Changes something. Sent once, unless it has an `idempotencyKey`. Never rejects. */
  mutate<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...call: OperationArguments<Variables, OptionsFor<C>>
  ): Promise<GraphQLOutcome<Data>>
  /** A query and what becomes of it: its parts as they come, then newer answers. Leaving the loop lets go of it. */
  watch<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...call: OperationArguments<Variables, QueryOptionsFor<C> & ReadOptions>
  ): AsyncIterableIterator<GraphQLOutcome<Data>, undefined>
  /** The results of a subscription. Leaving the loop ends it. */
  subscribe<Data = unknown, Variables = Record<string, unknown>>(
    document: GraphQLDocument<Data, Variables>,
    ...call: OperationArguments<Variables, OptionsFor<C> & ReadOptions>
  ): AsyncIterableIterator<GraphQLOutcome<Data>, undefined>
  /** Ends what is under way. The client's own `dispose` does so too. */
  dispose(): void
  [Symbol.dispose](): void
}
