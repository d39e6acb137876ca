import { isJsonObject, type JsonObject, membersOf } from '../document/json-object.ts'
import { type Normalised, normalised } from '../document/normalise.ts'
import { pathNames } from '../document/parameter-list.ts'
import { below } from '../document/pointer.ts'
import { SchemaFacts } from '../document/schema-facts.ts'
import { type Change, Changes } from './change.ts'
import { diffOperations } from './diff-operation.ts'
import { SchemaDiff } from './diff-schema.ts'
import { diffSchemes } from './diff-security.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/**
 * What has changed between two OpenAPI documents, and what of it breaks those who call by the first: those changes come first.
 * Requests and answers are judged each their way; what is said for readers alone is no change. Other names of path parameters,
 * another version of OpenAPI and another place for the same schema are none either.
 *
 * @throws `config` for what is no document of OpenAPI 3, is out of bounds, or has references that lead in a circle
 */
export function diffDocuments(before: unknown, after: unknown): readonly Change[] {
  const [old, now] = [normalised(before), normalised(after)]
  const changes = new Changes()
  const context = {
    changes,
    schemas: new SchemaDiff(factsOf(old), factsOf(now), changes),
    origins: new Map([...old.origins, ...now.origins]),
  }
  diffSchemes(old.document.components?.securitySchemes, now.document.components?.securitySchemes, changes)
  const operations = operationsOf(old)
  const others = operationsOf(now)
  for (const [key, operation] of operations) {
    const other = others.get(key)
    if (other) diffOperations(operation, other, context)
    else changes.add('removed', true, operation.pointer, `${operation.title} was removed.`)
  }
  for (const [key, { pointer, title }] of others) {
    if (!operations.has(key)) changes.add('added', false, pointer, `${title} was added.`)
  }
  return changes.list()
}

function factsOf({ document }: Normalised): SchemaFacts {
  return new SchemaFacts(document.components?.schemas ?? {})
}

interface OperationSide {
  readonly node: JsonObject
  readonly pointer: string
  readonly names: readonly string[]
  readonly title: string
}

/** The operations by method and path, whatever the path's parameters are called. */
function operationsOf({ document }: Normalised): ReadonlyMap<string, OperationSide> {
  const operations = new Map<string, OperationSide>()
  for (const [path, pathItem] of membersOf(document.paths)) {
    const names = pathNames(path)
    for (const method of METHODS) {
      const node = isJsonObject(pathItem) ? pathItem[method] : undefined
      if (!isJsonObject(node)) continue
      const template = path.replaceAll(/\{[^{}]+\}/g, '{}')
      const pointer = below('#/paths', path, method)
      operations.set(`${method} ${template}`, { node, pointer, names, title: `${method.toUpperCase()} ${path}` })
    }
  }
  return operations
}
