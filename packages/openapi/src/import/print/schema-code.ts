import type { JsonSchema } from '../../document/json-schema.ts'
import { call, callWithObject } from './call.ts'
import { carried } from './document.ts'
import type { Layout } from './layout.ts'
import { literal } from './literal.ts'
import type { Imports } from './module.ts'
import { type PrintContext, schemaPackage } from './settings.ts'
import { quoted } from './text.ts'
import type { TypeScope } from './type.ts'

/** What code of one module refers to. */
export interface CodeScope {
  readonly context: PrintContext
  readonly imports: Imports
  /** The path to the folder of schemas, such as `./schemas`. */
  readonly folder: string
  /** The name of the schema that the module is of, which it need not import. */
  readonly self?: string
}

/** Takes a named schema into a module, as a type alone or as a value too. */
export function importSchema(
  { context, imports, folder, self }: CodeScope,
  name: string,
  kind: 'type' | 'value',
): string {
  const named = context.names.schemas.get(name)
  if (!named) throw new TypeError(`the model refers to the schema '${name}', which it does not have`)
  if (name === self) return named.identifier
  return imports.take(named.identifier, `${folder}/${named.file}${context.extension}`, kind)
}

/** What types of a module refer to. */
export function typeScope(scope: CodeScope, dropped: ReadonlySet<string> = new Set()): TypeScope {
  return {
    schemas: scope.context.model.schemas,
    refer: (name) => importSchema(scope, name, 'type'),
    dropped,
  }
}

/** The value of a named schema: `component('Vessel', {…}, () => [Berth])`. */
export function componentCode(scope: CodeScope, name: string, schema: JsonSchema): Layout {
  const { document, refs } = documentCode(scope, schema)
  const make = scope.imports.take('component', schemaPackage(scope.context))
  return made(make, [quoted(name), document], refs)
}

/** The value of a schema without a name: `schema<Type>({…}, () => [Berth])`. */
export function schemaCode(scope: CodeScope, schema: JsonSchema, type: Layout): Layout {
  const { context, imports } = scope
  if (context.schemas === 'types') return typeCode(imports, type)
  const { document, refs } = documentCode(scope, schema)
  return made([imports.take('schema', schemaPackage(context)), '<', type, '>'], [document], refs)
}

/** The value of a schema that is a type and nothing else. */
export function typeCode(imports: Imports, type: Layout): Layout {
  return callWithObject([imports.take('type', '@fairlead/core'), '<', type, '>'], [])
}

function made(of: Layout, args: readonly Layout[], refs: readonly string[]): Layout {
  return refs.length > 0 ? call(of, args, refs) : callWithObject(of, args)
}

function documentCode(scope: CodeScope, schema: JsonSchema): { readonly document: Layout; readonly refs: string[] } {
  const names = new Set<string>()
  const document = literal(carried(schema, (name) => names.add(name)))
  return { document, refs: Array.from(names, (name) => importSchema(scope, name, 'value')) }
}
