export { component, optional, schema } from './schema/carried.ts'
export type {
  Component,
  DocumentedSchema,
  JsonSchemaTarget,
  JsonSchemaText,
  SchemaSource,
} from './schema/documented.ts'
