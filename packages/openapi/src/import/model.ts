import type { BodyType, EndpointView, Method } from '@fairlead/core'
import type { JsonSchema } from '../document/json-schema.ts'
import type { Info, SecurityScheme } from '../document/openapi.ts'
import type { Unsupported } from '../document/unsupported.ts'
import type { OpenApiOptions, OperationDocs } from '../export/options.ts'

export type { Unsupported }

/**
 * A document as contract modules need it: of OpenAPI 3.1 whatever it was before, every reference followed but those to
 * schemas by name (`#/components/schemas/…`), which are kept because they become modules.
 */
export interface ApiModel {
  readonly info: Info
  /** What goes into the document again and into no endpoint, but for `operations` and `schemas`, which are below. */
  readonly docs: Omit<OpenApiOptions, 'operations' | 'schemas'>
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  /** The named schemas, all of them, also those that no operation mentions. */
  readonly schemas: ReadonlyMap<string, JsonSchema>
  readonly operations: readonly OperationModel[]
  /** What a contract cannot say, in the order of the document. */
  readonly unsupported: readonly Unsupported[]
}

/** One operation, ready to be printed. */
export interface OperationModel {
  readonly pointer: string
  readonly method: Method
  /** The path template as the contract has it. */
  readonly path: string
  readonly operationId: string | undefined
  readonly tags: readonly string[]
  readonly summary: string | undefined
  readonly description: string | undefined
  readonly deprecated: boolean
  /** `public` where the document says that no credential is needed; undefined where it says nothing of security at all. */
  readonly auth: 'public' | 'session' | undefined
  readonly params: readonly ParameterModel[]
  readonly query: readonly ParameterModel[]
  readonly headers: readonly ParameterModel[]
  readonly body: BodyModel | undefined
  readonly responses: readonly ResponseModel[]
  readonly view: EndpointView
  /** The Accept field, where it is another than the view's own. */
  readonly accept: string | undefined
  /** How the answers come in pages, where the document is clear about it. */
  readonly pagination: PaginationModel | undefined
  /** What the document says beyond the contract. */
  readonly docs: OperationDocs
}

/** How a list comes in pages: what `infiniteOptions` has to be told. */
export type PaginationModel =
  /** The address of the next page is in the Link field of the answer. `page` is the query parameter that counts, if one does. */
  | { readonly kind: 'link'; readonly page: string | undefined }
  /** The answer's member `next` is what the query parameter `cursor` asks for. */
  | { readonly kind: 'cursor'; readonly cursor: string; readonly next: string }
  /** The query parameter `page` counts from one; `size` says how many a page has. */
  | { readonly kind: 'page'; readonly page: string; readonly size: string }

/** How a value is written where it is not written the default way. */
export interface StyleModel {
  readonly style: 'deepObject' | 'form' | 'json' | 'label' | 'matrix' | 'pipeDelimited' | 'simple' | 'spaceDelimited'
  readonly explode?: boolean
  readonly allowReserved?: boolean
  /** The media type of a part of a multipart body. */
  readonly contentType?: string
}

/** One parameter of a path, a query or the header. */
export interface ParameterModel {
  readonly name: string
  readonly required: boolean
  readonly description: string | undefined
  readonly deprecated: boolean
  readonly schema: JsonSchema
  /** Undefined where core writes it that way anyway. */
  readonly style: StyleModel | undefined
}

/** The body of a request. */
export interface BodyModel {
  readonly required: boolean
  /** How a plain value is written; `bytes` for one that is sent as it is (a Blob, bytes or a stream). */
  readonly type: BodyType | 'bytes'
  /** The Content-Type, where it is another than that of `type`. */
  readonly contentType: string | undefined
  readonly schema: JsonSchema
  /** By field of a form or of a multipart body. */
  readonly styles: Readonly<Record<string, StyleModel>>
}

/** One answer. */
export interface ResponseModel {
  readonly status: number | '2XX' | '3XX' | '4XX' | '5XX' | 'default'
  readonly description: string
  /** Null for an answer without a body. Of a stream of events: what one event's data is. */
  readonly schema: JsonSchema | null
  /** What `schema` describes: JSON, a text, bytes or the data of server-sent events. */
  readonly content: 'bytes' | 'events' | 'json' | 'text'
}
