import type { AnySchema } from '@fairlead/core'
import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import { mapSubschemas } from '../document/map-subschemas.ts'
import { sameJson } from '../document/same-json.ts'
import type { Components, Direction } from './components.ts'
import { localise, nameIn } from './local-defs.ts'
import { MARK, markOf } from './marks.ts'
import type { Problems } from './problems.ts'
import { answerOf, sidesOf } from './sides.ts'

/** Where in a contract a schema stands, and how its values are written there. */
export interface Place {
  readonly direction: Direction
  /** For people: `GET /vessels/{id}, query`. */
  readonly where: string
  /** For names of schemas that need one and have none: `VesselsListQuery`. */
  readonly name: string
  /** JSON has neither bigints nor bytes; text has bigints, and parts of forms and whole bodies have bytes. */
  readonly written: 'bytes' | 'form' | 'json' | 'text'
}

/** Shows schemas of a contract as the document has them. */
export type Describe = (schema: AnySchema, place: Place) => JsonSchema

const ANNOTATIONS: ReadonlySet<string> = new Set(['default', 'deprecated', 'description', 'examples', 'title'])

/**
 * Shows schemas of any library as JSON Schema, named ones as components.
 *
 * @param names schemas that have a name in the document, by identity
 */
export function createDescribe(
  names: ReadonlyMap<unknown, string>,
  components: Components,
  problems: Problems,
): Describe {
  return (schema, place) => {
    const sides = sidesOf(schema, names)
    if (typeof sides === 'string') {
      problems.add(`${place.where}: ${sides}`)
      return {}
    }
    const parted = (side: JsonSchemaObject): ReturnType<typeof localise> => {
      let count = 0
      const newName = (): string => `${place.name}${(count += 1) > 1 ? `_${count}` : ''}`
      return localise(side, (name) => sides.library?.isMadeUp(name) ?? false, newName)
    }
    const own = parted(sides.input)
    const given = place.direction === 'answer' && sides.library ? parted(sides.output) : undefined
    const settle = createSettle(place, components, problems, sides.library !== undefined)
    for (const [name, each] of own.defs) {
      components.add(place.direction, name, settle(answerOf(each, given?.defs.get(name)), [name]), place.where)
    }
    const root = settle(answerOf(own.root, given?.root), [])
    const name = names.get(schema)
    const ref = name === undefined ? undefined : components.ref(place.direction, name)
    if (name === undefined || ref === undefined || (isObject(root) && root.$ref === ref)) return root
    components.add(place.direction, name, root, place.where)
    return { $ref: ref }
  }
}

/** Makes the schema of a library the schema of a document: marks become what stands on the wire, names become references. */
function createSettle(
  { direction, where, written }: Place,
  components: Components,
  problems: Problems,
  isLibrary: boolean,
): (schema: JsonSchema, path: readonly string[]) => JsonSchema {
  const refer = (ref: string): string => {
    const name = nameIn(ref)
    return name === undefined ? ref : components.ref(direction, name)
  }

  const onTheWire = (schema: JsonSchemaObject, mark: string, path: readonly string[]): JsonSchemaObject => {
    if (mark === 'Date') return { type: 'string', format: 'date-time', ...schema }
    if (mark === 'bigint' && written !== 'json') return { type: 'integer', ...schema }
    if (mark === 'undefined') return { not: {}, ...schema }
    if (mark === 'bytes' && (written === 'form' || (written === 'bytes' && path.length === 0))) {
      return { type: 'string', contentMediaType: 'application/octet-stream', ...schema }
    }
    if ((mark === 'form' || mark === 'urlencoded') && path.length === 0) return { type: 'object', ...schema }
    const at = path.length > 0 ? ` at ${path.join('.').replaceAll('.[]', '[]')}` : ''
    problems.add(
      `${where}${at}: ${mark} has no form on the wire here; say what is sent (zod: .meta({ type: 'string' }), ` +
        `valibot: metadata({ type: 'string' }), arktype: .configure({ type: 'string' })), or give a schema of that`,
    )
    return schema
  }

  const settle = (schema: JsonSchema, path: readonly string[]): JsonSchema => {
    if (!isObject(schema)) return schema
    const mark = markOf(schema)
    const { [MARK]: _mark, $schema: _dialect, ...given } = isLibrary ? withoutNoise(schema) : schema
    const rules = mark === undefined ? given : onTheWire(given, mark, path)
    const mapped = mapSubschemas(withoutUndefined(rules), (inner, step) => settle(inner, [...path, ...step]))
    const { $ref, discriminator } = mapped
    const settled: JsonSchemaObject = {
      ...mapped,
      ...($ref !== undefined && { $ref: refer($ref) }),
      ...(discriminator?.mapping && {
        discriminator: {
          ...discriminator,
          mapping: Object.fromEntries(Object.entries(discriminator.mapping).map(([tag, ref]) => [tag, refer(ref)])),
        },
      }),
    }
    return isLibrary && typeof settled['id'] === 'string' ? hoist(settled, settled['id']) : settled
  }

  /** A schema that has its name inside, as valibot's and arktype's have. */
  const hoist = ({ id: _id, ...schema }: JsonSchemaObject, name: string): JsonSchemaObject => {
    const known = components.get(direction, name)
    const $ref = components.ref(direction, name)
    if (isObject(known) && sameJson(withoutAnnotations(known), withoutAnnotations(schema))) {
      const beside = Object.entries(schema).filter(
        ([keyword, value]) => ANNOTATIONS.has(keyword) && !sameJson(known[keyword], value),
      )
      return { $ref, ...Object.fromEntries(beside) }
    }
    components.add(direction, name, schema, where)
    return { $ref }
  }
  return settle
}

/** Every name is a text, which libraries say of records all the same. */
function withoutNoise({ propertyNames, ...schema }: JsonSchemaObject): JsonSchemaObject {
  return propertyNames === undefined || sameJson(propertyNames, { type: 'string' })
    ? schema
    : { ...schema, propertyNames }
}

function withoutAnnotations(schema: JsonSchemaObject): object {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.has(keyword)))
}

/** A member that may be undefined is one that may be left out: JSON has no other word for it. */
function withoutUndefined(schema: JsonSchemaObject): JsonSchemaObject {
  const { anyOf } = schema
  const left = anyOf?.filter((each) => !isObject(each) || markOf(each) !== 'undefined')
  if (!left || left.length === anyOf?.length || left.length === 0) return schema
  const { anyOf: _all, ...beside } = schema
  const [only] = left
  return left.length === 1 && isObject(only) ? { ...beside, ...only } : { ...beside, anyOf: left }
}
