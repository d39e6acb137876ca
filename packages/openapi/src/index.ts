export type { JsonSchema, JsonSchemaObject, JsonType } from './document/json-schema.ts'
export type { OpenApiDocument } from './document/openapi.ts'
export type { OpenApiOptions, OperationDocs } from './export/options.ts'
