import { isJsonObject, type JsonObject, objectsOf, own } from './json-object.ts'
import type { JsonSchema, JsonType } from './json-schema.ts'
import { schemaName } from './pointer.ts'

const ALL: ReadonlySet<JsonType> = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'])

/**
 * Answers questions about the schemas of a canonical document, through references and compositions. Each named schema is
 * looked at once, however many refer to it and to each other.
 */
export class SchemaFacts {
  readonly named: Readonly<Record<string, JsonSchema>>
  readonly #types = new Map<string, ReadonlySet<JsonType>>()
  readonly #properties = new Map<string, ReadonlyMap<string, JsonSchema>>()

  constructor(named: Readonly<Record<string, JsonSchema>>) {
    this.named = named
  }

  /** The types that a value of a schema may have, rather too many than too few. */
  typesOf(schema: unknown): ReadonlySet<JsonType> {
    if (schema === false) return new Set()
    if (!isJsonObject(schema)) return ALL
    const name = nameOf(schema)
    const sets = [ownTypes(schema)]
    // What a schema says of itself once more says nothing new.
    if (name !== undefined) sets.push(this.#once(this.#types, name, ALL, (of) => this.typesOf(of)))
    for (const branch of objectsOf(schema['allOf'])) sets.push(this.typesOf(branch))
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = schema[keyword]
      if (Array.isArray(branches)) sets.push(new Set(branches.flatMap((branch) => [...this.typesOf(branch)])))
    }
    return new Set([...ALL].filter((type) => sets.every((set) => set.has(type))))
  }

  /** Whether a value has members, or its items have, where the schema says so. */
  hasMembers(schema: unknown): boolean {
    return [schema, this.itemsOf(schema)].some((part) => {
      const types = part === undefined ? new Set() : this.typesOf(part)
      return types.has('object') && types.size < ALL.size
    })
  }

  /** The properties of an object, whatever of its schema they are in. */
  propertiesOf(schema: unknown): ReadonlyMap<string, JsonSchema> {
    const found = new Map<string, JsonSchema>()
    if (!isJsonObject(schema)) return found
    const name = nameOf(schema)
    const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => objectsOf(schema[keyword]))
    const maps = parts.map((part) => this.propertiesOf(part))
    if (name !== undefined) maps.unshift(this.#once(this.#properties, name, found, (of) => this.propertiesOf(of)))
    if (isJsonObject(schema['properties'])) maps.push(new Map(Object.entries(schema['properties'])) as typeof found)
    for (const map of maps) for (const [property, each] of map) found.set(property, each)
    return found
  }

  /** The schema of an array's items. */
  itemsOf(schema: unknown): unknown {
    return own(this.resolve(schema), 'items')
  }

  /** What a schema that is nothing but a name stands for. */
  resolve(schema: unknown): unknown {
    let at = schema
    // A canonical document has no circle of names.
    for (let name = nameOf(at); name !== undefined; name = nameOf(at)) at = own(this.named, name)
    return at
  }

  #once<T>(known: Map<string, T>, name: string, meanwhile: T, find: (schema: unknown) => T): T {
    const there = known.get(name)
    if (there !== undefined) return there
    known.set(name, meanwhile)
    const found = find(own(this.named, name))
    known.set(name, found)
    return found
  }
}

function nameOf(schema: unknown): string | undefined {
  const ref = own(schema, '$ref')
  return typeof ref === 'string' ? schemaName(ref) : undefined
}

function ownTypes(schema: JsonObject): ReadonlySet<JsonType> {
  const { type, const: only, enum: values, properties, items, additionalProperties } = schema
  if (typeof type === 'string' || Array.isArray(type)) return withIntegers([type].flat() as JsonType[])
  if (only !== undefined) return new Set([typeOf(only)])
  if (Array.isArray(values)) return new Set(values.map(typeOf))
  // Nobody who lists properties means anything but an object.
  if (properties !== undefined || isJsonObject(additionalProperties)) return new Set(['object'])
  return items === undefined ? ALL : new Set(['array'])
}

function withIntegers(types: readonly JsonType[]): ReadonlySet<JsonType> {
  return new Set(types.includes('number') ? [...types, 'integer'] : types)
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : (typeof value as JsonType)
}

/** Whether a schema describes bytes as they are. */
export function isBinary(schema: unknown): boolean {
  return own(schema, 'contentMediaType') !== undefined && own(schema, 'contentEncoding') === undefined
}
