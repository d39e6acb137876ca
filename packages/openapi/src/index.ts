export { toOpenApi } from './export/to-openapi.ts'
export type { BodyDocs, OpenApiOptions, OperationDocs, ParameterDocs, ResponseDocs } from './export/options.ts'

export type { JsonSchema, JsonSchemaObject, JsonType } from './document/json-schema.ts'
export type {
  Components,
  DocumentTag,
  Encoding,
  Example,
  ExternalDocs,
  HeaderObject,
  Info,
  MediaType,
  OpenApiDocument,
  Operation,
  Parameter,
  PathItem,
  PathMethod,
  RequestBody,
  ResponseObject,
  SecurityRequirement,
  SecurityScheme,
  Server,
} from './document/openapi.ts'
