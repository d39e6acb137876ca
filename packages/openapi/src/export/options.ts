import type { AnySchema } from '@fairlead/core'
import type {
  DocumentTag,
  Example,
  ExternalDocs,
  HeaderObject,
  Info,
  MediaType,
  SecurityRequirement,
  SecurityScheme,
  Server,
} from '../document/openapi.ts'

/** What a document says beyond the contract. An importer writes it beside the contract, so that nothing is lost on the way back. */
export interface OpenApiOptions {
  readonly info: Info
  readonly servers?: readonly Server[]
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>
  /** What endpoints need that are not `auth: 'public'`. @defaultValue any one of `securitySchemes` */
  readonly security?: readonly SecurityRequirement[]
  readonly tags?: readonly DocumentTag[]
  readonly externalDocs?: ExternalDocs
  /** The media type of failures' bodies. @defaultValue `'application/json'` */
  readonly failureType?: string
  /** Schemas by the name they get in `components`, also those that no endpoint mentions. */
  readonly schemas?: Readonly<Record<string, AnySchema>>
  /** More about endpoints, by their path in the contract, such as `'vessels.byId'`. */
  readonly operations?: Readonly<Record<string, OperationDocs>>
  readonly [extension: `x-${string}`]: unknown
}

/** What a document says about one endpoint beyond its contract. */
export interface OperationDocs {
  /** An empty text for none. @defaultValue the endpoint's path in the contract, such as `'vessels.byId'` */
  readonly operationId?: string
  /** @defaultValue the name of the group the endpoint is in */
  readonly tags?: readonly string[]
  /** @defaultValue that of the whole document, none for `auth: 'public'` */
  readonly security?: readonly SecurityRequirement[]
  readonly servers?: readonly Server[]
  readonly externalDocs?: ExternalDocs
  /** By place and name, such as `'query:page'`. */
  readonly parameters?: Readonly<Record<string, ParameterDocs>>
  readonly requestBody?: BodyDocs
  /** By status, range or `default`. */
  readonly responses?: Readonly<Record<string, ResponseDocs>>
  readonly [extension: `x-${string}`]: unknown
}

/** More about a parameter. */
export interface ParameterDocs {
  readonly description?: string
  readonly deprecated?: boolean
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
}

/** More about a request body. */
export interface BodyDocs {
  readonly description?: string
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
  /** Other media types that the server takes as well. */
  readonly content?: Readonly<Record<string, MediaType>>
}

/** More about an answer. */
export interface ResponseDocs {
  /** @defaultValue the reason phrase of the status */
  readonly description?: string
  /** @defaultValue for 429 those that say when to come back, else none */
  readonly headers?: Readonly<Record<string, HeaderObject>>
  /** @defaultValue of a success what the endpoint accepts or its view reads, of a failure `failureType` */
  readonly contentType?: string
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
  /** Other media types that the server may answer with. */
  readonly content?: Readonly<Record<string, MediaType>>
}
