import { type AnySchema, type Schema, type Typed, type Update, check } from '@fairlead/core'
import { isFunction } from './check.ts'

/**
 * What may happen to a message whose fate a lost session leaves open: `volatile` is sent now or not at all and never
 * kept; `once-safe` may arrive twice and is sent again; `must-not-replay` is told unknown.
 */
export type MessageClass = 'volatile' | 'once-safe' | 'must-not-replay'

/** What a message means for data that are kept. */
export interface MessageEffects<Data> {
  /** The tags that a message of this name makes stale; of a list, a reported gap makes all stale. */
  readonly invalidates?: readonly string[] | ((data: Data) => readonly string[])
  /**
   * What it changes in the kept answers of endpoints, made with `update`. Asked only where output validation is strict:
   * `@fairlead/query` does it.
   */
  readonly updates?: (data: Data) => readonly Update[]
}

/** A message from the server. Made with {@link incoming}, its effects have the type of its data. */
export interface IncomingDefinition<S extends AnySchema = AnySchema, Data = never> extends MessageEffects<Data> {
  readonly schema: S
}

/** A message to the server. */
export interface OutgoingDefinition {
  readonly schema: AnySchema
  /** @defaultValue 'must-not-replay' */
  readonly class?: MessageClass
}

/** A question and its answer. */
export interface RequestDefinition {
  readonly input: AnySchema
  readonly output: AnySchema
  /** @defaultValue 'must-not-replay' */
  readonly class?: Exclude<MessageClass, 'volatile'>
}

/** A place that clients subscribe to by its name and params. */
export interface ChannelDefinition {
  readonly params?: AnySchema
  readonly messages: Readonly<Record<string, AnySchema | IncomingDefinition>>
}

/**
 * The messages that client and server agree on: one module that both import. Schemas are of any library that follows
 * Standard Schema.
 */
export interface MessageContract {
  readonly toClient?: Readonly<Record<string, AnySchema | IncomingDefinition>>
  readonly toServer?: Readonly<Record<string, AnySchema | OutgoingDefinition>>
  readonly requests?: Readonly<Record<string, RequestDefinition>>
  readonly channels?: Readonly<Record<string, ChannelDefinition>>
}

/** The schema of a definition, whichever way it was written. */
type SchemaOf<D> = D extends { readonly schema: infer S } ? S : D
type Part<M, P extends keyof MessageContract> = M extends { readonly [K in P]: infer Defined } ? Defined : object

/** The names of one part of a contract. */
export type NamesOf<M, P extends keyof MessageContract> = keyof Part<M, P> & string
/** The definition of a name. */
export type DefinitionOf<M, P extends keyof MessageContract, N> = N extends keyof Part<M, P> ? Part<M, P>[N] : never
/** The data of a message before its schema has seen it. */
export type MessageInput<D> = Typed<SchemaOf<D>, 'input'>
/** The data of a message as its schema gives it. */
export type MessageOutput<D> = Typed<SchemaOf<D>, 'output'>
/** The names of a channel's messages. */
export type ChannelMessages<D> = D extends { readonly messages: infer Defined } ? Defined : never
/** What hears the messages of a channel, by their names. */
export type ChannelListeners<Messages> = {
  readonly [N in keyof Messages]?: ((data: MessageOutput<Messages[N]>) => void) | undefined
}
/** The params of a channel; undefined without a schema. */
export type ParamsOf<D, K extends 'input' | 'output'> = D extends { readonly params: infer S } ? Typed<S, K> : undefined

/** The schema of a definition, whichever way it was written. */
export function schemaOf(definition: AnySchema | { readonly schema: AnySchema }): AnySchema {
  return 'schema' in definition ? definition.schema : definition
}

/**
 * A message from the server, with what it means for data that are kept. In `toClient` and in a channel's `messages`. Doing an update
 * twice must be as good as once: an answer that was on its way may have it already.
 *
 * @throws `config` for an effect that is unknown or cannot be one
 *
 * @example
 * ```ts
 * moved: incoming(Position, { updates: ({ id, berth }) => [update(byId, { params: { id } }, (vessel) => ({ ...vessel, berth }))] })
 * ```
 */
export function incoming<S extends AnySchema>(
  schema: S,
  effects: MessageEffects<Typed<S, 'output'>>,
): IncomingDefinition<S, Typed<S, 'output'>> {
  check('incoming', effects, {
    invalidates: (value) => Array.isArray(value) || isFunction(value),
    updates: isFunction,
  })
  return { schema, ...effects }
}

/** A schema for data that is bytes. */
export const bytes: Schema<Uint8Array> = {
  '~standard': {
    version: 1,
    vendor: 'fairlead',
    validate: (value) => (value instanceof Uint8Array ? { value } : { issues: [{ message: 'no bytes' }] }),
  },
}
