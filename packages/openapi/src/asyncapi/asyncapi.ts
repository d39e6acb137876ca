import type { JsonSchema } from '../document/json-schema.ts'
import type { DocumentTag, ExternalDocs, Info } from '../document/openapi.ts'

/**
 * An AsyncAPI 3.0 document with the parts that are written here.
 *
 * @see {@link https://www.asyncapi.com/docs/reference/specification/v3.0.0}
 */
export interface AsyncApiDocument {
  readonly asyncapi: string
  readonly info: Info & { readonly tags?: readonly DocumentTag[]; readonly externalDocs?: ExternalDocs }
  readonly defaultContentType: string
  readonly servers?: Readonly<Record<string, AsyncServer & { readonly security?: readonly Reference[] }>>
  readonly channels: Readonly<Record<string, AsyncChannel>>
  readonly operations: Readonly<Record<string, AsyncOperation>>
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncMessage>>
    readonly schemas?: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes?: Readonly<Record<string, object>>
  }
}

/** Points to another part of the document. */
export interface Reference {
  readonly $ref: string
}

/** Where connections are made. */
export interface AsyncServer {
  /** Such as `harbour.example:443`. */
  readonly host: string
  /** Such as `wss`. */
  readonly protocol: string
  readonly pathname?: string
  readonly description?: string
}

/** Messages that belong together. */
export interface AsyncChannel {
  readonly address: string
  readonly description?: string
  readonly messages: Readonly<Record<string, Reference>>
  readonly [extension: `x-${string}`]: unknown
}

/** What the server does with a message: it sends or receives it. */
export interface AsyncOperation {
  readonly action: 'receive' | 'send'
  readonly channel: Reference
  readonly messages: readonly Reference[]
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] }
  readonly [extension: `x-${string}`]: unknown
}

/** One message as it travels. */
export interface AsyncMessage {
  readonly name: string
  readonly contentType?: string
  readonly payload?: JsonSchema
  readonly [extension: `x-${string}`]: unknown
}
