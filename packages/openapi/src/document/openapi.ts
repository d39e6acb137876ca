import type { JsonSchema } from './json-schema.ts'

/**
 * An OpenAPI 3.1 document with the parts that are written and read here. Other members and extensions (`x-…`) may be there.
 *
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html}
 */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Info
  readonly servers?: readonly Server[]
  readonly paths?: Readonly<Record<string, PathItem>>
  readonly components?: Components
  readonly security?: readonly SecurityRequirement[]
  readonly tags?: readonly DocumentTag[]
  readonly externalDocs?: ExternalDocs
  readonly [extension: `x-${string}`]: unknown
}

/** What an API is called, and of which version it is. */
export interface Info {
  readonly title: string
  readonly version: string
  readonly summary?: string
  readonly description?: string
  readonly termsOfService?: string
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string }
  readonly license?: { readonly name: string; readonly identifier?: string; readonly url?: string }
  readonly [extension: `x-${string}`]: unknown
}

/** Where an API is served. */
export interface Server {
  readonly url: string
  readonly description?: string
  readonly variables?: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[]; readonly description?: string }>
  >
  readonly [extension: `x-${string}`]: unknown
}

/** A group of operations. */
export interface DocumentTag {
  readonly name: string
  readonly description?: string
  readonly externalDocs?: ExternalDocs
  readonly [extension: `x-${string}`]: unknown
}

/** A page elsewhere. */
export interface ExternalDocs {
  readonly url: string
  readonly description?: string
}

/** The parts that others refer to by name. */
export interface Components {
  readonly schemas?: Readonly<Record<string, JsonSchema>>
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>
  readonly [kind: string]: unknown
}

/** Names of security schemes that must all be met, each with the scopes it needs. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

/** How a caller shows who it is. */
export interface SecurityScheme {
  readonly type: 'apiKey' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect'
  readonly description?: string
  readonly name?: string
  readonly in?: 'cookie' | 'header' | 'query'
  readonly scheme?: string
  readonly bearerFormat?: string
  readonly flows?: Readonly<Record<string, unknown>>
  readonly openIdConnectUrl?: string
  readonly [extension: `x-${string}`]: unknown
}

/** The methods of a path that OpenAPI 3.1 knows. */
export type PathMethod = 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put' | 'trace'

/** One path and its operations. */
export type PathItem = { readonly [method in PathMethod]?: Operation } & {
  readonly summary?: string
  readonly description?: string
  readonly servers?: readonly Server[]
  readonly parameters?: readonly Parameter[]
}

/** One operation. */
export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly deprecated?: boolean
  readonly security?: readonly SecurityRequirement[]
  readonly servers?: readonly Server[]
  readonly externalDocs?: ExternalDocs
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: RequestBody
  readonly responses?: Readonly<Record<string, ResponseObject>>
  readonly [extension: `x-${string}`]: unknown
}

/** What comes before a parameter's value, and how it is written. */
export interface Parameter {
  readonly name: string
  readonly in: 'cookie' | 'header' | 'path' | 'query'
  readonly description?: string
  readonly required?: boolean
  readonly deprecated?: boolean
  readonly style?: string
  readonly explode?: boolean
  readonly allowReserved?: boolean
  readonly schema?: JsonSchema
  readonly content?: Readonly<Record<string, MediaType>>
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
  readonly [extension: `x-${string}`]: unknown
}

/** A header field of a response. */
export type HeaderObject = Omit<Parameter, 'in' | 'name'>

/** What a request may carry. */
export interface RequestBody {
  readonly description?: string
  readonly required?: boolean
  readonly content: Readonly<Record<string, MediaType>>
}

/** One answer. */
export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, HeaderObject>>
  readonly content?: Readonly<Record<string, MediaType>>
  readonly [member: string]: unknown
}

/** A body of one media type. */
export interface MediaType {
  readonly schema?: JsonSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
  readonly encoding?: Readonly<Record<string, Encoding>>
}

/** How one field of a form or of a multipart body is written. */
export interface Encoding {
  readonly contentType?: string
  readonly style?: string
  readonly explode?: boolean
  readonly allowReserved?: boolean
  readonly headers?: Readonly<Record<string, HeaderObject>>
}

/** An example by value or by address. */
export interface Example {
  readonly summary?: string
  readonly description?: string
  readonly value?: unknown
  readonly externalValue?: string
}
