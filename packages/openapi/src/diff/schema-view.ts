import { isJsonObject, type JsonObject, membersOf, own } from '../document/json-object.ts'
import { below, schemaName, schemaRef } from '../document/pointer.ts'
import type { SchemaFacts } from '../document/schema-facts.ts'
import { isAnnotation } from '../document/upgrade-schema.ts'

/** Whether values of a schema go to the server or come from it. */
export type Direction = 'answer' | 'request'

/** A schema and where it is written. */
export interface SchemaPlace {
  readonly schema: unknown
  readonly pointer: string
}

/** A schema with all that it refers to and is composed of, as one. */
export interface SchemaView {
  readonly properties: ReadonlyMap<string, SchemaPlace>
  readonly required: ReadonlySet<string>
  /** What other members may be. */
  readonly others: SchemaPlace | undefined
  readonly items: SchemaPlace | undefined
  readonly branches: readonly SchemaPlace[] | undefined
  /** The values it names, as JSON. */
  readonly values: ReadonlySet<string> | undefined
  /** Every other keyword that decides about values, the first that says it. */
  readonly rules: ReadonlyMap<string, unknown>
}

const READ = /^(\$ref|additionalProperties|allOf|anyOf|const|discriminator|enum|items|oneOf|properties|required|type)$/
/** Looks at a schema as callers see it: what is only read is in no request, what is only written in no answer. */
export function viewOf(place: SchemaPlace, facts: SchemaFacts, direction: Direction): SchemaView {
  const parts = [...partsOf(place, facts, new Set())]
  const hidden = direction === 'request' ? 'readOnly' : 'writeOnly'
  const properties = new Map<string, SchemaPlace>()
  const unseen = new Set<string>()
  const required = new Set<string>()
  const rules = new Map<string, unknown>()
  for (const { node, pointer } of parts) {
    for (const [name, schema] of membersOf(node['properties'])) {
      if (own(facts.resolve(schema), hidden) === true || own(schema, hidden) === true) unseen.add(name)
      else if (!properties.has(name)) properties.set(name, { schema, pointer: below(pointer, 'properties', name) })
    }
    for (const name of Array.isArray(node['required']) ? (node['required'] as string[]) : []) required.add(name)
    for (const [keyword, value] of Object.entries(node)) {
      if (!READ.test(keyword) && !isAnnotation(keyword) && !rules.has(keyword)) rules.set(keyword, value)
    }
  }
  const first = (keyword: string): SchemaPlace | undefined => {
    const part = parts.find(({ node }) => node[keyword] !== undefined)
    return part && { schema: part.node[keyword], pointer: below(part.pointer, keyword) }
  }
  return {
    properties,
    required: new Set([...required].filter((name) => !unseen.has(name))),
    others: first('additionalProperties'),
    items: first('items'),
    branches: branchesOf(parts),
    values: valuesOf(parts),
    rules,
  }
}

interface Part {
  readonly node: JsonObject
  readonly pointer: string
}

/** The schema itself, what it refers to and what it is all of. */
function* partsOf({ schema, pointer }: SchemaPlace, facts: SchemaFacts, seen: Set<string>): Generator<Part> {
  if (!isJsonObject(schema)) return
  yield { node: schema, pointer }
  const name = schemaName(String(schema['$ref'] ?? ''))
  if (name !== undefined && !seen.has(name)) {
    seen.add(name)
    yield* partsOf({ schema: own(facts.named, name), pointer: schemaRef(name) }, facts, seen)
  }
  const all = schema['allOf']
  for (const [index, part] of (Array.isArray(all) ? all : []).entries()) {
    yield* partsOf({ schema: part, pointer: below(pointer, 'allOf', index) }, facts, seen)
  }
}

function branchesOf(parts: readonly Part[]): SchemaView['branches'] {
  for (const { node, pointer } of parts) {
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = node[keyword]
      if (Array.isArray(branches)) {
        return branches.map((schema: unknown, index) => ({ schema, pointer: below(pointer, keyword, index) }))
      }
    }
  }
  return undefined
}

function valuesOf(parts: readonly Part[]): SchemaView['values'] {
  let values: ReadonlySet<string> | undefined
  for (const { node } of parts) {
    for (const named of [node['enum'], 'const' in node ? [node['const']] : undefined]) {
      if (!Array.isArray(named)) continue
      const these = named.map((value) => JSON.stringify(value))
      values = new Set(these.filter((value) => values?.has(value) ?? true))
    }
  }
  return values
}
