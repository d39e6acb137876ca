import { type Schema, type SchemaResult, configError } from '@fairlead/core'

/**
 * A schema that knows its JSON Schema: a Standard Schema and a Standard JSON Schema at once.
 *
 * @see {@link https://standardschema.dev/json-schema}
 */
export interface DocumentedSchema<T> extends Schema<T> {
  readonly '~standard': Schema<T>['~standard'] & {
    readonly jsonSchema: {
      readonly input: (options: JsonSchemaTarget) => Record<string, unknown>
      readonly output: (options: JsonSchemaTarget) => Record<string, unknown>
    }
  }
  readonly '~source': SchemaSource
}

/** A documented schema with a name, which others refer to. */
export interface Component<T> extends DocumentedSchema<T> {
  readonly '~source': SchemaSource & { readonly name: string }
}

/**
 * A JSON Schema as a module has it. Loose, so that the compiler does not compare each keyword of each schema of a large API, and
 * a document that is not quite right compiles.
 */
export type JsonSchemaText = boolean | Readonly<Record<string, unknown>>

/** What a documented schema is made of. */
export interface SchemaSource {
  readonly name?: string
  /** Refers to other components as `#/$defs/<name>`. */
  readonly document: JsonSchemaText
  /** The components that `document` refers to; asked late, because they may refer back. */
  readonly refs: () => readonly Component<unknown>[]
  /** Whether nothing at all will do as well, as where a body may be left out. */
  readonly optional: boolean
}

/** Which dialect is asked for. `draft-2020-12` is there. */
export interface JsonSchemaTarget {
  readonly target: string
}

/** Looks at a value that is there. */
export type Check = (value: unknown, source: SchemaSource) => SchemaResult<unknown>

/** Makes a documented schema of its source, of whatever type it is said to be. */
export function documented(source: SchemaSource, check: Check): Component<never> {
  const toJsonSchema = ({ target }: JsonSchemaTarget): Record<string, unknown> => {
    if (target !== 'draft-2020-12') throw configError(`JSON Schema is there as draft-2020-12, not as ${target}`)
    return whole(source)
  }
  const validate = (value: unknown): SchemaResult<unknown> =>
    value !== undefined ? check(value, source) : source.optional ? { value } : { issues: [{ message: 'is missing' }] }
  return {
    '~standard': {
      version: 1,
      vendor: 'fairlead',
      validate,
      jsonSchema: { input: toJsonSchema, output: toJsonSchema },
    },
    '~source': source,
  } as Component<never>
}

/** Every component that a schema needs, by name, itself included where it has one. @throws `config` for two of one name */
export function closureOf(source: SchemaSource): Map<string, SchemaSource> {
  const found = new Map<string, SchemaSource>()
  const add = (next: SchemaSource): void => {
    const { name } = next
    if (name !== undefined) {
      const known = found.get(name)
      if (known && known.document !== next.document) throw configError(`two components are named '${name}'`)
      if (known) return
      found.set(name, next)
    }
    for (const ref of next.refs()) add(ref['~source'])
  }
  add(source)
  return found
}

function whole(source: SchemaSource): Record<string, unknown> {
  const defs = Array.from(closureOf(source), ([name, { document }]) => [name, document] as const)
  const { name, document } = source
  const root = name === undefined ? asObject(document) : { $ref: refTo(name) }
  return defs.length > 0 ? { ...root, $defs: Object.fromEntries(defs) } : { ...root }
}

function asObject(schema: JsonSchemaText): object {
  return typeof schema === 'object' ? schema : schema ? {} : { not: {} }
}

/** The reference to a component: a JSON pointer (RFC 6901) as a URI fragment. */
export function refTo(name: string): string {
  const step = name.replaceAll('~', '~0').replaceAll('/', '~1')
  // Broken UTF-16 has no encoding.
  return `#/$defs/${step.isWellFormed() ? encodeURIComponent(step) : step.replaceAll('%', '%25')}`
}
