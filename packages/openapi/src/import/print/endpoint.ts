import { type JsonSchema, type JsonSchemaObject, isObject } from '../../document/json-schema.ts'
import type { SchemaFacts } from '../../document/schema-facts.ts'
import type { BodyModel, OperationModel, ParameterModel, ResponseModel } from '../model.ts'
import type { NamedOperation } from '../names/api-names.ts'
import type { Names } from '../names/taken.ts'
import { pascalCase, wordsOf } from '../names/words.ts'
import { call, callWithObject } from './call.ts'
import { jsdoc } from './comment.ts'
import { type Layout, expanded, render } from './layout.ts'
import { members } from './literal.ts'
import { type Imports, compare } from './module.ts'
import { type Direction, bodyType } from './one-way.ts'
import { pagesOf } from './pages.ts'
import { type CodeScope, importSchema, schemaCode, typeScope } from './schema-code.ts'
import { schemaPackage } from './settings.ts'
import { stylesOf } from './styles.ts'
import { quoted } from './text.ts'
import { isInterface, refIn } from './type.ts'
import { type TypeText, simple, union } from './type-text.ts'

const FUNCTIONS = { DELETE: 'del', GET: 'get', HEAD: 'head', PATCH: 'patch', POST: 'post', PUT: 'put' } as const
/** A longer type gets a name. */
const MAX_INLINE = 80

/** An endpoint: the declarations of the types it needs, and the constant. */
export function endpointCode({ operation, name, local }: NamedOperation, scope: CodeScope, types: Names): Layout[] {
  const { context, imports } = scope
  const prefix = pascalCase(wordsOf(name))
  const declarations: Layout[] = []

  /** A type that is short is written where it is used, another one is declared before. */
  const inlined = (schema: JsonSchema, part: string, type: TypeText, direction: Direction): TypeText => {
    const text = render(type.text)
    if (text.length <= MAX_INLINE && !/[{\n]/.test(text)) return type
    const identifier = types.take(`${prefix}${part}`)
    const what = direction === 'answer' ? `Answer ${part}` : part
    declarations.push([jsdoc({ title: `${what} of \`${name}\`.` }), declared(identifier, schema, type)])
    return simple(identifier)
  }
  const declared = (identifier: string, schema: JsonSchema, type: TypeText): Layout =>
    isInterface(schema) && type.kind === 'object'
      ? [`export interface ${identifier} `, expanded(type.text)]
      : [`export type ${identifier} = `, type.text]

  const code = (schema: JsonSchema, part: string, direction: Direction, required = true): Layout => {
    const type = inlined(schema, part, bodyType(schema, direction, typeScope(scope)), direction)
    if (context.schemas === 'types') {
      return schemaCode(scope, schema, required ? type.text : union([type, simple('undefined')]).text)
    }
    const named = isObject(schema) && Object.keys(schema).length === 1 ? refIn(schema) : undefined
    const isItself = named !== undefined && type.kind === 'simple'
    const made = isItself ? importSchema(scope, named, 'value') : schemaCode(scope, schema, type.text)
    return required ? made : call(imports.take('optional', schemaPackage(context)), [made])
  }
  const fields = (parameters: readonly ParameterModel[], part: string): Layout | undefined =>
    parameters.length === 0 ? undefined : code(objectOf(parameters), part, 'parameters')

  const { params, query, headers, body, responses, view } = operation
  const definition = Object.entries({
    params: fields(params, 'Params'),
    query: fields(query, 'Query'),
    headers: fields(headers, 'Headers'),
    body: body && code(body.schema, 'Body', 'request', body.required),
    bodyType: body && bodyTypeCode(body, context.facts),
    contentType: body?.contentType === undefined ? undefined : quoted(body.contentType),
    accept: operation.accept === undefined ? undefined : quoted(operation.accept),
    styles: stylesOf(operation, imports),
    responses: responses.length === 0 ? undefined : answers(responses, code, imports),
    view: view === 'json' ? undefined : quoted(view),
    auth: operation.auth === 'public' ? quoted('public') : undefined,
    ...(context.schemas !== 'types' && texts(operation)),
  } satisfies Record<string, Layout | undefined>).filter((entry): entry is [string, Layout] => entry[1] !== undefined)

  const path = quoted(operation.path)
  const define = imports.take(FUNCTIONS[operation.method], '@fairlead/core')
  const made = callWithObject(define, definition.length > 0 ? [path, members(definition, true)] : [path])
  const exported = local === name ? 'export ' : ''
  return [...declarations, [comment(operation), `${exported}const ${local} = `, made]]
}

/** Where nothing is said, a text is sent as a text and everything else as JSON. */
function bodyTypeCode({ type, schema }: BodyModel, facts: SchemaFacts): Layout | undefined {
  return type !== 'json' || facts.typesOf(schema).has('string') ? quoted(type) : undefined
}

/** Short texts that the contract itself has; an exported document shows them. */
function texts({ summary, description, deprecated }: OperationModel): Record<string, Layout | undefined> {
  return {
    summary: summary === undefined ? undefined : quoted(summary),
    description: description === undefined ? undefined : quoted(description),
    deprecated: deprecated ? 'true' : undefined,
  }
}

function comment({ method, path, summary, description, deprecated, pagination }: OperationModel): string {
  const more = [description === summary ? undefined : description, pagesOf(pagination), `\`${method} ${path}\``]
  const rest = more.filter((text) => text !== undefined && text.trim() !== '')
  return jsdoc({ title: summary, description: rest.join('\n\n'), deprecated })
}

type ToCode = (schema: JsonSchema, part: string, direction: Direction) => Layout

function answers(responses: readonly ResponseModel[], code: ToCode, imports: Imports): Layout {
  const inOrder = responses.toSorted((one, other) => compare(String(one.status), String(other.status)))
  return members(
    inOrder.map(({ status, schema, content }) => {
      const name = String(status)
      if (schema === null) return [name, 'null']
      const made = code(schema, status === 'default' ? 'Default' : name, 'answer')
      // What a success is, the view says.
      const isText = content === 'text' && !name.startsWith('2')
      return [name, isText ? call(imports.take('asText', '@fairlead/core'), [made]) : made]
    }),
    true,
  )
}

/** The schema of an object of parameters. */
function objectOf(parameters: readonly ParameterModel[]): JsonSchema {
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, described(parameter)])),
    ...(required.length > 0 && { required }),
  }
}

function described({ schema, description, deprecated }: ParameterModel): JsonSchema {
  const own: JsonSchemaObject = isObject(schema) ? schema : schema ? {} : { not: {} }
  if (description === undefined && !deprecated) return schema
  const said = own.description ?? description
  return { ...own, ...(said !== undefined && { description: said }), ...(deprecated && { deprecated }) }
}
