import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import { mapSubschemas } from '../document/map-subschemas.ts'

/** A schema and the named ones it needs. References are `#/$defs/<name>`. */
export interface Localised {
  readonly root: JsonSchema
  readonly defs: ReadonlyMap<string, JsonSchema>
}

const PREFIX = '#/$defs/'

/** The name in a reference to a definition. */
export function nameIn(ref: unknown): string | undefined {
  if (typeof ref !== 'string' || !ref.startsWith(PREFIX)) return undefined
  return decodeURIComponent(ref.slice(PREFIX.length)).replaceAll('~1', '/').replaceAll('~0', '~')
}

/**
 * Parts a library's JSON Schema: names that it has made up are gone, the schema stands in their place. Where it refers to
 * itself it needs a name after all.
 *
 * @param newName makes a name for a schema that refers to itself and has none
 */
export function localise(
  { $schema: _dialect, $defs = {}, ...whole }: JsonSchemaObject,
  isMadeUp: (name: string) => boolean,
  newName: () => string,
): Localised {
  const defs = new Map<string, JsonSchema>()
  const renamed = new Map<string, string>()
  const given = new Map<string, JsonSchema>(Object.entries($defs))
  const rings = inRings(whole, given, isMadeUp)
  let ownName: string | undefined

  const settle = (schema: JsonSchema): JsonSchema => {
    if (!isObject(schema)) return schema
    const { $ref, ...beside } = schema
    // The whole schema refers to itself.
    if ($ref === '#') return { ...beside, $ref: PREFIX + (ownName ??= newName()) }
    const name = nameIn($ref)
    const target = name === undefined ? undefined : given.get(name)
    if (name !== undefined && target !== undefined && isMadeUp(name)) {
      if (rings.has(name)) return { ...beside, $ref: PREFIX + ownNameOf(name, target) }
      return withBeside(settle(target), beside)
    }
    return mapSubschemas(schema, (inner) => settle(inner))
  }
  const ownNameOf = (madeUp: string, target: JsonSchema): string => {
    const known = renamed.get(madeUp)
    if (known !== undefined) return known
    const name = newName()
    renamed.set(madeUp, name)
    defs.set(name, settle(target))
    return name
  }

  const root = settle(whole)
  for (const [name, schema] of given) if (!isMadeUp(name)) defs.set(name, settle(schema))
  if (ownName === undefined) return { root, defs }
  defs.set(ownName, root)
  return { root: { $ref: PREFIX + ownName }, defs }
}

function withBeside(schema: JsonSchema, beside: JsonSchemaObject): JsonSchema {
  if (Object.keys(beside).length === 0) return schema
  return isObject(schema) ? { ...schema, ...beside } : schema
}

/** The made-up names that lead back to themselves: those at which a walk is while it meets them again. */
function inRings(
  root: JsonSchema,
  given: ReadonlyMap<string, JsonSchema>,
  isMadeUp: (name: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const open = new Set<string>()
  const walk = (schema: JsonSchema): void => {
    if (!isObject(schema)) return
    const name = nameIn(schema.$ref)
    const target = name === undefined ? undefined : given.get(name)
    if (name !== undefined && target !== undefined && isMadeUp(name)) {
      if (open.has(name)) found.add(name)
      if (seen.has(name)) return
      seen.add(name)
      open.add(name)
      walk(target)
      open.delete(name)
    }
    mapSubschemas(schema, (inner) => {
      walk(inner)
      return inner
    })
  }
  walk(root)
  for (const [name, schema] of given) if (!isMadeUp(name)) walk(schema)
  return found
}
