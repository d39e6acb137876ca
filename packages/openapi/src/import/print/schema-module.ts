import { type JsonSchema, isObject } from '../../document/json-schema.ts'
import { jsdoc } from './comment.ts'
import type { Layout } from './layout.ts'
import { Imports, printModule } from './module.ts'
import { braced, commentOf, objectMembers } from './object-type.ts'
import { type CodeScope, componentCode, typeCode, typeScope } from './schema-code.ts'
import { type PrintContext, schemaPackage } from './settings.ts'
import { type TypeScope, inside, isInterface, typeOf } from './type.ts'

/** The module of one named schema: its type and its value, both of the same name. */
export function schemaModule(context: PrintContext, name: string, schema: JsonSchema): string {
  const identifier = context.names.schemas.get(name)?.identifier ?? ''
  const imports = new Imports()
  const scope: CodeScope = { context, imports, folder: '.', self: name }
  const comment = commentOf(schema) || jsdoc({ title: name })
  const type = [comment, declaration(identifier, schema, typeScope(scope, context.dropped.get(name)))]
  return printModule(context.mark, imports, [type, [`export const ${identifier}: `, ...value()]])

  function value(): Layout[] {
    if (context.schemas === 'types') {
      return [`${imports.take('Schema', '@fairlead/core', 'type')}<${identifier}> = `, typeCode(imports, identifier)]
    }
    const made = componentCode(scope, name, schema)
    return [`${imports.take('Component', schemaPackage(context), 'type')}<${identifier}> = `, made]
  }
}

/** The declaration of a type: an interface where it is an object of members alone. */
function declaration(identifier: string, schema: JsonSchema, scope: TypeScope): Layout {
  if (!isObject(schema) || !isInterface(schema)) return [`export type ${identifier} = `, typeOf(schema, scope).text]
  const members = objectMembers(schema, inside(scope))
  return [`export interface ${identifier} `, braced({ ...members, commented: true }).text]
}
