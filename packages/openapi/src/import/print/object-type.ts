import { type JsonSchema, type JsonSchemaObject, isObject } from '../../document/json-schema.ts'
import { jsdoc } from './comment.ts'
import { type Layout, choice, group, indent, line } from './layout.ts'
import { keyOf } from './text.ts'
import { type TypeText, simple, union } from './type-text.ts'

/** Makes the type of a schema. */
export type ToType = (schema: JsonSchema) => TypeText

/** The members of an object's type, and whether one of them has a comment. */
export interface Members {
  readonly texts: readonly Layout[]
  readonly commented: boolean
}

/** One member of an object's type. */
export function member(name: string, type: TypeText, required = true, comment = ''): Layout {
  return [comment, 'readonly ', keyOf(name), required ? ': ' : '?: ', type.text]
}

/** Members in braces: on one line where they fit and nothing is said of them. */
export function braced({ texts, commented }: Members): TypeText {
  const parts = texts.flatMap((text, index) => (index === 0 ? [text] : [choice('', ';'), line, text]))
  const text = texts.length === 0 ? '{}' : group(['{', indent([line, parts]), line, '}'], commented)
  return { text, kind: 'object' }
}

/** The members that a schema says an object has. */
export function objectMembers(schema: JsonSchemaObject, toType: ToType): Members {
  const declared = Object.entries(schema.properties ?? {})
  const required = new Set<unknown>(Array.isArray(schema.required) ? schema.required : [])
  const others = indexType(schema, toType, declared.length > 0)
  const comments = declared.map(([, property]) => commentOf(property))
  const texts = declared.map(([name, property], index) => {
    const type = toType(property)
    return required.has(name)
      ? member(name, type, true, comments[index])
      : member(name, union([type, simple('undefined')]), false, comments[index])
  })
  const undeclared = [...required].filter(
    (name): name is string => typeof name === 'string' && !Object.hasOwn(schema.properties ?? {}, name),
  )
  return {
    texts: [
      ...texts,
      ...undeclared.map((name) => member(name, others ?? simple('unknown'))),
      ...(others ? [['readonly [name: string]: ', others.text]] : []),
    ],
    commented: comments.some((comment) => comment !== ''),
  }
}

/** The type of members that are not declared; undefined where there are none, or nothing is said of them. */
function indexType(schema: JsonSchemaObject, toType: ToType, hasDeclared: boolean): TypeText | undefined {
  const { additionalProperties = 'unsaid', patternProperties = {}, required } = schema
  const patterns = Object.values(patternProperties)
  if (additionalProperties === 'unsaid' && patterns.length === 0) {
    return hasDeclared || required !== undefined ? undefined : simple('unknown')
  }
  const schemas = typeof additionalProperties === 'string' ? [true, ...patterns] : [additionalProperties, ...patterns]
  const types = schemas.filter((each) => each !== false).map(toType)
  if (types.length === 0) return undefined
  // Declared members have types of their own, which an index signature has to allow for.
  return hasDeclared ? simple('unknown') : union(types)
}

/** What is said of a schema, as a comment. */
export function commentOf(schema: JsonSchema): string {
  if (!isObject(schema)) return ''
  const { title, description, deprecated, format, default: value } = schema
  return jsdoc({
    title: asText(title),
    description: asText(description),
    deprecated: deprecated === true,
    format: asText(format),
    defaultValue: value === undefined || typeof value === 'object' ? undefined : JSON.stringify(value),
  })
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
