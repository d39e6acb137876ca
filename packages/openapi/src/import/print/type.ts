import { type JsonSchema, type JsonSchemaObject, isObject } from '../../document/json-schema.ts'
import { schemaName } from '../../document/pointer.ts'
import { listed } from './layout.ts'
import { type ToType, braced, member, objectMembers } from './object-type.ts'
import { quoted } from './text.ts'
import { type TypeText, NEVER, UNKNOWN, enclosed, intersection, simple, union } from './type-text.ts'

/** What types refer to. */
export interface TypeScope {
  readonly schemas: ReadonlyMap<string, JsonSchema>
  /** What the type of a named schema is called here. */
  readonly refer: (name: string) => string
  /** References that are left out, because a type would be made of itself alone. */
  readonly dropped: ReadonlySet<string>
}

/** Keywords that say of what parts a value is made. */
const SHAPING = ['additionalProperties', 'items', 'patternProperties', 'prefixItems', 'properties', 'required']
const OBJECT = ['additionalProperties', 'patternProperties', 'properties', 'required']
/** Keywords that say what a value is. */
const TYPING = ['$ref', 'allOf', 'anyOf', 'const', 'enum', 'oneOf', 'type', ...SHAPING]
const BYTES = union([simple('Blob'), simple('Uint8Array')])
const MAX_LOOK_UPS = 5
const NONE: ReadonlySet<string> = new Set()

/** The type of what fits a schema; readonly all through. */
export function typeOf(schema: JsonSchema, scope: TypeScope): TypeText {
  if (!isObject(schema)) return schema ? UNKNOWN : NEVER
  const name = refIn(schema)
  const referred = name === undefined || scope.dropped.has(name) ? [] : [simple(scope.refer(name))]
  const parts = [...referred, ...combined(schema, scope)]
  const own = ownType(schema, scope, schema.$ref !== undefined || parts.length > 0)
  return intersection(own ? [own, ...parts] : parts)
}

/** The schema that is referred to, by name. */
export function refIn(schema: JsonSchema): string | undefined {
  return isObject(schema) && typeof schema.$ref === 'string' ? schemaName(schema.$ref) : undefined
}

/** Whether the type of a schema is an object of members alone, which an interface can be. */
export function isInterface(schema: JsonSchema): boolean {
  if (!isObject(schema) || (schema.type ?? 'object') !== 'object' || schema.properties === undefined) return false
  return !['$ref', 'allOf', 'anyOf', 'const', 'enum', 'oneOf'].some((keyword) => schema[keyword] !== undefined)
}

/** What `allOf`, `anyOf` and `oneOf` say. */
function combined(schema: JsonSchemaObject, scope: TypeScope): TypeText[] {
  const choices = [schema.anyOf, schema.oneOf].filter((list) => list !== undefined)
  const tags = tagsOf(schema)
  return [
    ...(schema.allOf ?? []).map((part) => typeOf(part, scope)),
    ...choices.map((list) =>
      union(
        list
          .filter((part) => !scope.dropped.has(refIn(part) ?? ''))
          .map((part) => intersection([typeOf(inheriting(part, schema), scope), ...tagOf(part, schema, tags, scope)])),
      ),
    ),
  ]
}

/** An alternative that says nothing of its type has that of the whole. */
function inheriting(part: JsonSchema, { type }: JsonSchemaObject): JsonSchema {
  const isSilent = isObject(part) && TYPING.every((keyword) => part[keyword] === undefined)
  return isSilent && type !== undefined ? { ...part, type } : part
}

/** The values of a discriminator that choose a schema, by the schema's name. */
function tagsOf({ discriminator }: JsonSchemaObject): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(Object.keys(discriminator?.mapping ?? {}), (value) => {
    const target = discriminator?.mapping?.[value] ?? ''
    return schemaName(target) ?? target
  })
}

/** The values that choose an alternative, where that does not tell them itself. */
function tagOf(
  part: JsonSchema,
  { discriminator }: JsonSchemaObject,
  tags: ReadonlyMap<string, readonly string[]>,
  scope: TypeScope,
): TypeText[] {
  const name = refIn(part)
  if (typeof discriminator?.propertyName !== 'string' || name === undefined) return []
  const { propertyName } = discriminator
  if (tells(part, propertyName, scope)) return []
  const values = tags.get(name) ?? [name]
  const tag = member(propertyName, union(values.map((value) => simple(quoted(value)))))
  return [braced({ texts: [tag], commented: false })]
}

/** Whether a schema says by a constant of its own what its discriminator is. */
function tells(schema: JsonSchema | undefined, property: string, scope: TypeScope, lookUps = 0): boolean {
  if (!isObject(schema) || lookUps > MAX_LOOK_UPS) return false
  const { properties = {}, allOf = [] } = schema
  const own = Object.hasOwn(properties, property) ? properties[property] : undefined
  if (isObject(own) && (own.const !== undefined || own.enum !== undefined || own.$ref !== undefined)) return true
  const parts = [scope.schemas.get(refIn(schema) ?? ''), ...allOf]
  return parts.some((part) => tells(part, property, scope, lookUps + 1))
}

/** What a schema says by keywords of its own; undefined where that adds nothing to its other parts. */
function ownType(schema: JsonSchemaObject, scope: TypeScope, hasOthers: boolean): TypeText | undefined {
  if (schema.const !== undefined) return literalType(schema.const)
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literalType))
  const types = schema.type === undefined ? impliedTypes(schema) : [schema.type].flat()
  // Beside others a bare type says nothing more: they have their own.
  if (hasOthers && !SHAPING.some((keyword) => schema[keyword] !== undefined)) return undefined
  return types.length === 0 ? UNKNOWN : union(types.map((type) => typed(type, schema, scope)))
}

function impliedTypes(schema: JsonSchemaObject): string[] {
  if (OBJECT.some((keyword) => schema[keyword] !== undefined)) return ['object']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array']
  return isBinary(schema) ? ['string'] : []
}

function typed(type: string, schema: JsonSchemaObject, scope: TypeScope): TypeText {
  if (type === 'string') return isBinary(schema) ? BYTES : simple('string')
  if (type === 'integer' || type === 'number') return simple('number')
  if (type === 'boolean' || type === 'null') return simple(type)
  if (type === 'array') return arrayType(schema, scope)
  return type === 'object' ? braced(objectMembers(schema, inside(scope))) : UNKNOWN
}

/** The types of members and items, which may refer to what they are in. */
export function inside(scope: TypeScope): ToType {
  const inner = { ...scope, dropped: NONE }
  return (schema) => typeOf(schema, inner)
}

function isBinary({ format, contentMediaType, contentEncoding }: JsonSchemaObject): boolean {
  return contentEncoding === undefined && (format === 'binary' || contentMediaType !== undefined)
}

function arrayType(schema: JsonSchemaObject, scope: TypeScope): TypeText {
  const toType = inside(scope)
  const item = toType(schema.items ?? true)
  const { prefixItems, minItems } = schema
  if (!Array.isArray(prefixItems)) return { text: ['readonly ', enclosed(item), '[]'], kind: 'readonly' }
  const least = typeof minItems === 'number' ? minItems : 0
  const first = (prefixItems as readonly JsonSchema[]).map((part, index) => {
    const type = toType(part)
    return index < least ? type.text : [enclosed(type), '?']
  })
  const rest = schema.items === false ? [] : [['...', enclosed(item), '[]']]
  return { text: ['readonly ', listed('[', [...first, ...rest], ']')], kind: 'readonly' }
}

/** The type of one value. */
function literalType(value: unknown): TypeText {
  if (typeof value === 'string') return simple(quoted(value))
  if (typeof value === 'number') return simple(Number.isFinite(value) ? String(value) : 'number')
  if (typeof value !== 'object' || value === null) return simple(String(value))
  if (Array.isArray(value)) {
    return {
      text: [
        'readonly ',
        listed(
          '[',
          value.map((item) => literalType(item).text),
          ']',
        ),
      ],
      kind: 'readonly',
    }
  }
  return braced({
    texts: Object.entries(value).map(([name, item]) => member(name, literalType(item))),
    commented: false,
  })
}
