import type { AnySchema } from '@fairlead/core'

type Json = Readonly<Record<string, unknown>>

/** What a schema says a field is, as far as it can be shown as JSON Schema. */
export interface DeclaredField {
  /** Such as `number` or `array`; empty where nothing is said. */
  readonly types: ReadonlySet<string>
  /** Those of the items of a list. */
  readonly items: ReadonlySet<string>
}

/** Reads what a schema says of its fields; undefined of one that it does not name. */
export type FieldsOf = (name: string) => DeclaredField | undefined

/**
 * The fields of a schema that can be shown as JSON Schema, as zod's, arktype's and those of imported contracts can; of others nothing is
 * known.
 *
 * @see {@link https://standardschema.dev/json-schema}
 */
export function declaredFields(schema: AnySchema): FieldsOf {
  const root = shownOf(schema)
  if (!root) return () => undefined
  const fields = Object.entries((follow(root, root)['properties'] ?? {}) as Json)
  // Header fields come in lower case, whatever case a document has.
  const named = new Map(
    fields.flatMap(([name, field]) => [[name.toLowerCase(), field] as const, [name, field] as const]),
  )
  return (name) => {
    const declared = named.get(name)
    if (declared === undefined) return undefined
    const field = follow(root, declared as Json)
    return { types: typesOf(root, field, 0), items: typesOf(root, follow(root, (field['items'] ?? {}) as Json), 0) }
  }
}

interface Shown {
  readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => Json }
}

function shownOf(schema: AnySchema): Json | undefined {
  try {
    return (schema['~standard'] as Shown).jsonSchema?.input?.({ target: 'draft-2020-12' })
  } catch {
    // What JSON Schema cannot say.
    return undefined
  }
}

const MAX_DEPTH = 8

function typesOf(root: Json, schema: Json, depth: number): Set<string> {
  const own = [schema['type'] ?? []].flat() as string[]
  const values = [schema['enum'] ?? [], 'const' in schema ? [schema['const']] : []].flat(2)
  const named = own.length > 0 ? own : values.map((value) => (Array.isArray(value) ? 'array' : typeof value))
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as Json[])
  const inner = depth < MAX_DEPTH ? parts.map((part) => typesOf(root, follow(root, part), depth + 1)) : []
  return new Set([...named, ...inner.flatMap((types) => [...types])])
}

/** A schema, or what its reference into the same text leads to. */
function follow(root: Json, schema: Json): Json {
  const pointer = schema['$ref']
  if (typeof pointer !== 'string' || !pointer.startsWith('#/')) return schema
  const keys = pointer.slice(2).split('/')
  const unescaped = keys.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  return (unescaped.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], root) ?? {}) as Json
}
