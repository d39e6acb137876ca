export { component, optional, schema } from './schema/validate/checked.ts'
export type {
  Component,
  DocumentedSchema,
  JsonSchemaTarget,
  JsonSchemaText,
  SchemaSource,
} from './schema/documented.ts'
