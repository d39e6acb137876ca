import type { JsonObject } from './json-object.ts'

type Draft = Record<string, unknown>

/**
 * One schema as OpenAPI 3.1 writes it, from 3.0 or a mixture of both, as documents often are. Its inner schemas are upgraded
 * already.
 *
 * @see {@link https://learn.openapis.org/upgrading/v3.0-to-v3.1.html}
 */
export function upgradeSchema(schema: JsonObject): JsonObject {
  const draft: Draft = { ...schema }
  upgradeType(draft)
  upgradeBound(draft, 'exclusiveMinimum', 'minimum')
  upgradeBound(draft, 'exclusiveMaximum', 'maximum')
  upgradeBytes(draft)
  upgradeItems(draft)
  upgradeExample(draft)
  // `required: true` beside a property is of an older draft and means nothing here.
  if (!Array.isArray(draft['required'])) delete draft['required']
  return upgradeNullable(draft)
}

function upgradeType(draft: Draft): void {
  if (draft['type'] === 'file') Object.assign(draft, { type: 'string', format: 'binary' })
  if (draft['type'] === 'any') delete draft['type']
}

/** `exclusiveMinimum: true` makes another keyword mean something else; now it is the bound itself. */
function upgradeBound(draft: Draft, exclusive: string, inclusive: string): void {
  const flag = draft[exclusive]
  if (typeof flag !== 'boolean') return
  delete draft[exclusive]
  if (!flag || typeof draft[inclusive] !== 'number') return
  draft[exclusive] = draft[inclusive]
  delete draft[inclusive]
}

/** Bytes as they are, or in base64. */
function upgradeBytes(draft: Draft): void {
  if (draft['type'] !== 'string' && draft['type'] !== undefined) return
  if (draft['format'] === 'binary') draft['contentMediaType'] ??= 'application/octet-stream'
  else if (draft['format'] === 'byte') draft['contentEncoding'] ??= 'base64'
  else return
  draft['type'] = 'string'
  delete draft['format']
}

/** A list of schemas was a tuple. */
function upgradeItems(draft: Draft): void {
  const { items, additionalItems } = draft
  delete draft['additionalItems']
  if (!Array.isArray(items)) return
  draft['prefixItems'] ??= items
  delete draft['items']
  if (additionalItems !== undefined) draft['items'] = additionalItems
}

function upgradeExample(draft: Draft): void {
  const { example, examples } = draft
  delete draft['example']
  if (examples !== undefined && !Array.isArray(examples)) draft['examples'] = [examples]
  if (example !== undefined) draft['examples'] ??= [example]
}

const ANNOTATION =
  /^(title|description|default|deprecated|readOnly|writeOnly|examples?|externalDocs|xml|\$comment|x-.*)$/

/** Whether a keyword says something about a value and decides nothing. */
export function isAnnotation(keyword: string): boolean {
  return ANNOTATION.test(keyword)
}

const COMPOSED = ['$ref', 'allOf', 'anyOf', 'const', 'else', 'if', 'not', 'oneOf', 'then']

function upgradeNullable({ nullable, ...draft }: Draft): JsonObject {
  const { type, enum: values } = draft
  if (nullable !== true || [type].flat().includes('null')) return draft
  if (COMPOSED.some((keyword) => keyword in draft)) return orNull(draft)
  return {
    ...draft,
    // Without a type any value is taken already, null as well.
    ...(type !== undefined && { type: [type, 'null'].flat() }),
    ...(Array.isArray(values) && !values.includes(null) && { enum: [...(values as unknown[]), null] }),
  }
}

/** A composed schema, or null: what is said of the value stays outside. */
function orNull(draft: Draft): JsonObject {
  const entries = Object.entries(draft)
  const about = entries.filter(([keyword]) => isAnnotation(keyword))
  const rules = entries.filter(([keyword]) => !isAnnotation(keyword))
  const { anyOf } = draft
  const branches: unknown[] =
    rules.length === 1 && Array.isArray(anyOf) ? anyOf : [Object.fromEntries(rules) satisfies JsonObject]
  return { ...Object.fromEntries(about), anyOf: [...branches.filter((branch) => !isNull(branch)), { type: 'null' }] }
}

function isNull(branch: unknown): boolean {
  return (branch as JsonObject)['type'] === 'null'
}
