import {
  type Component,
  type DocumentedSchema,
  type JsonSchemaText,
  type SchemaSource,
  documented,
} from '../documented.ts'
import { type Validate, compile } from './compile.ts'

const none = (): [] => []

/**
 * A schema with a name that checks values against its JSON Schema.
 *
 * @param document refers to other components as `#/$defs/<name>`
 * @param refs those components
 */
export function component<T>(
  name: string,
  document: JsonSchemaText,
  refs: () => readonly Component<unknown>[] = none,
): Component<T> {
  return checked({ name, document, refs, optional: false })
}

/** A schema without a name, otherwise like `component`. */
export function schema<T>(
  document: JsonSchemaText,
  refs: () => readonly Component<unknown>[] = none,
): DocumentedSchema<T> {
  return checked({ document, refs, optional: false })
}

/** The same schema where nothing at all will do as well: a body that may be left out. */
export function optional<T>(of: DocumentedSchema<T>): DocumentedSchema<T | undefined> {
  return checked({ ...of['~source'], optional: true })
}

function checked(source: SchemaSource): Component<never> {
  let validate: Validate | undefined
  return documented(source, (value) => (validate ??= compile(source))(value))
}
