import { type AnySchema, type Guards, check } from '@fairlead/core'
import type { DocumentTag, ExternalDocs, Info, SecurityScheme } from '../document/openapi.ts'
import type { AsyncServer } from './asyncapi.ts'
import type { Frames } from './frames.ts'

/** A message of a socket contract, with or without what else is said of it. */
export type MessageSource =
  | AnySchema
  | { readonly schema: AnySchema; readonly invalidates?: unknown; readonly class?: string }

/** What `@fairlead/ws` calls a message contract. */
export interface SocketContract {
  readonly toClient?: Readonly<Record<string, MessageSource>>
  readonly toServer?: Readonly<Record<string, MessageSource>>
  readonly requests?: Readonly<
    Record<string, { readonly input: AnySchema; readonly output: AnySchema; readonly class?: string }>
  >
  readonly channels?: Readonly<
    Record<string, { readonly params?: AnySchema; readonly messages: Readonly<Record<string, MessageSource>> }>
  >
}

/** What a document says beyond the contracts. */
export interface AsyncApiOptions {
  readonly info: Info
  readonly servers?: Readonly<Record<string, AsyncServer>>
  /** Any one of them is needed. Written as in OpenAPI. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>
  readonly tags?: readonly DocumentTag[]
  readonly externalDocs?: ExternalDocs
  /** Where each connection is made, by its name. @defaultValue `/<name>` */
  readonly addresses?: Readonly<Record<string, string>>
  /** What carries the data. @defaultValue `'resumable'` */
  readonly frames?: Frames
  /** Schemas by the name they get in `components`, also those that no message mentions. */
  readonly schemas?: Readonly<Record<string, AnySchema>>
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const OPTIONS: Guards<AsyncApiOptions> = {
  info: isObject,
  servers: isObject,
  securitySchemes: isObject,
  tags: Array.isArray,
  externalDocs: isObject,
  addresses: isObject,
  frames: (value) => ['data', 'json', 'resumable'].includes(value as string),
  schemas: isObject,
}

/** @throws `config` for an option that is unknown or cannot be what it is */
export function checkAsyncOptions(options: AsyncApiOptions): void {
  check('toAsyncApi', options, OPTIONS)
}
