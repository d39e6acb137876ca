export { toAsyncApi } from './asyncapi/to-asyncapi.ts'
export type {
  AsyncApiDocument,
  AsyncChannel,
  AsyncMessage,
  AsyncOperation,
  AsyncServer,
  Reference,
} from './asyncapi/asyncapi.ts'
export type { Frames } from './asyncapi/frames.ts'
export type { AsyncApiOptions, MessageSource, SocketContract } from './asyncapi/options.ts'

export { toOpenApi } from './export/to-openapi.ts'
export type { BodyDocs, OpenApiOptions, OperationDocs, ParameterDocs, ResponseDocs } from './export/options.ts'

export { diffDocuments } from './diff/diff-documents.ts'
export type { Change, ChangeKind } from './diff/change.ts'

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
