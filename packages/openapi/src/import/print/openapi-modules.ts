import type { JsonSchema } from '../../document/json-schema.ts'
import type { Group } from '../names/api-names.ts'
import { carried } from './document.ts'
import { type Layout, listed } from './layout.ts'
import { literal, members } from './literal.ts'
import { Imports, printModule } from './module.ts'
import { importSchema } from './schema-code.ts'
import { type PrintContext, schemaNamed } from './settings.ts'

const PACKAGE = '@fairlead/openapi'

/**
 * What the document says beyond the contract, by file: `openapi.ts`, and beside it one for the operations of each group, so that
 * none is too large to be opened. Documents say more there than the specification allows, so the compiler takes it as it is.
 */
export function openApiModules(context: PrintContext): Map<string, string> {
  const { model, names, extension } = context
  const files = new Map<string, string>()
  const imports = new Imports()
  const spreads: Layout[] = []
  for (const group of names.groups) {
    const text = operationsModule(context, group)
    if (text === undefined) continue
    files.set(`openapi/${group.file}.ts`, text)
    const local = `${group.name}Operations`
    imports.take(`operations as ${local}`, `./openapi/${group.file}${extension}`)
    spreads.push(`...${local}`)
  }
  const entries = Object.entries(model.docs).filter(([, value]) => value !== undefined)
  const said = entries.map(([name, value]): [string, Layout] => [name, literal(value, true)])
  const schemas = context.schemas === 'types' ? [] : unmentioned(context)
  if (schemas.length > 0) {
    const scope = { context, imports, folder: './schemas' }
    said.push([
      'schemas',
      members(
        schemas.map((name) => [name, importSchema(scope, name, 'value')]),
        true,
      ),
    ])
  }
  if (spreads.length > 0) said.push(['operations', listed('{', spreads, '}', true)])
  const type = imports.take('OpenApiOptions', PACKAGE, 'type')
  const statements = [['const said: object = ', members(said, true)], `export const openapi = said as ${type}`]
  return new Map([['openapi.ts', printModule(context.mark, imports, statements)], ...files])
}

/** What the document says of one group's operations; undefined where that is nothing. */
function operationsModule(context: PrintContext, group: Group): string | undefined {
  const entries = group.endpoints.flatMap(({ name, operation }): [string, Layout][] => {
    const path = `${group.name}.${name}`
    // Without a word about it, an exported document would have one of its own.
    const { operationId = '', tags = [], ...more } = operation.docs
    const docs = {
      ...(operationId !== path && { operationId }),
      ...((tags.length !== 1 || tags[0] !== group.name) && { tags }),
      ...more,
    }
    return Object.keys(docs).length === 0 ? [] : [[path, literal(docs, true)]]
  })
  if (entries.length === 0) return undefined
  return printModule(context.mark, new Imports(), [['export const operations: object = ', members(entries, true)]])
}

/** The named schemas that no operation needs: nothing else would bring them back into a document. */
function unmentioned(context: PrintContext): string[] {
  const { model } = context
  const needed = new Set<string>()
  const add = (schema: JsonSchema): void => {
    carried(schema, (name) => {
      if (needed.has(name)) return
      needed.add(name)
      add(schemaNamed(context, name))
    })
  }
  for (const { params, query, headers, body, responses } of model.operations) {
    for (const parameter of [...params, ...query, ...headers]) add(parameter.schema)
    if (body) add(body.schema)
    for (const { schema } of responses) if (schema !== null) add(schema)
  }
  return [...model.schemas.keys()].filter((name) => !needed.has(name))
}
