import type { JsonSchema } from '../../document/json-schema.ts'
import type { SchemaFacts } from '../../document/schema-facts.ts'
import type { ApiModel } from '../model.ts'
import type { ApiNames } from '../names/api-names.ts'

/** What a generated schema does at run time. */
export type SchemaChoice = 'json' | 'types' | 'validated'

/** All that modules are printed from. */
export interface PrintContext {
  readonly model: ApiModel
  readonly names: ApiNames
  readonly schemas: SchemaChoice
  /** The ending of imports of other files. */
  readonly extension: '' | '.js' | '.ts'
  /** The first line of each file. */
  readonly mark: string
  readonly facts: SchemaFacts
  /** By named schema, the references that its type leaves out. */
  readonly dropped: ReadonlyMap<string, ReadonlySet<string>>
}

/** Where the functions come from that make schemas. */
export function schemaPackage({ schemas }: PrintContext): string {
  return schemas === 'validated' ? '@fairlead/openapi/validate' : '@fairlead/openapi/schema'
}

/** A named schema of the document. @throws TypeError where there is none: a model refers to nothing else */
export function schemaNamed({ model }: PrintContext, name: string): JsonSchema {
  const schema = model.schemas.get(name)
  if (schema === undefined) throw new TypeError(`the model refers to the schema '${name}', which it does not have`)
  return schema
}
