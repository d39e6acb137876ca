import type { AnyClient, Guards } from '@fairlead/core'
import type { Exchange, RequestPolicy } from '@urql/core'
import type { CarriageOptions } from './carriers.ts'
import type { DocumentCacheOptions } from './document-cache.ts'
import type { OperationOptions } from './facts.ts'
import type { SsrStore } from './ssr.ts'
import type { EntityTags } from './typenames.ts'

/** How a GraphQL client is made. */
export interface GraphQLOptions extends CarriageOptions {
  /** Of the GraphQL endpoint: a path below the client's base URL, or an absolute URL of an allowed origin. */
  readonly url: string
  /** Where answers are looked for first. @defaultValue `'cache-first'` */
  readonly requestPolicy?: RequestPolicy | undefined
  /** How the document cache keeps answers; an exchange in its place, such as graphcache; or none. */
  readonly cache?: DocumentCacheOptions | Exchange | false | undefined
  /** More exchanges, before the cache. None that fetches, retries or signs in: that is the pipeline's. */
  readonly exchanges?: readonly Exchange[] | undefined
  /** What an object of an answer is made stale by, beside its type, for example `({ __typename, id }) => [`${__typename}:${id}`]`. */
  readonly entityTags?: EntityTags | undefined
  /** Answers that a page was rendered with. */
  readonly ssr?: SsrStore | undefined
  /** Whether the bindings of urql suspend. @defaultValue false */
  readonly suspense?: boolean | undefined
  /** Documents that are remembered. @defaultValue 1_000 */
  readonly maxDocuments?: number | undefined
}

/** What is said about one operation: the options of any call of the client, its plugins' too, and what only GraphQL has. */
export type OptionsFor<C extends AnyClient> = OperationOptions & PluginOptionsOf<C>

/** What one query may say. */
export type QueryOptionsFor<C extends AnyClient> = OptionsFor<C> & {
  /** @defaultValue the client's */
  readonly requestPolicy?: RequestPolicy | undefined
}

/** The call options that the plugins of a client add. */
type PluginOptionsOf<C> = C extends { readonly get: (path: string, options?: infer O) => unknown }
  ? Omit<NonNullable<O>, 'params' | 'query' | 'body'>
  : unknown

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'

export const GRAPHQL_OPTIONS: Guards<GraphQLOptions> = {
  url: isText,
  headers: isObject,
  auth: (value) => value === 'session' || value === 'public',
  requestPolicy: (value) => /^(cache-first|cache-only|network-only|cache-and-network)$/.test(String(value)),
  cache: (value) => value === false || isObject(value) || isFunction(value),
  exchanges: Array.isArray,
  entityTags: isFunction,
  persisted: isObject,
  subscriptions: isFunction,
  ssr: isObject,
  suspense: isBoolean,
  maxUploadBytes: isAmount,
  maxDocuments: isAmount,
}
