import { type Check, type Component, type DocumentedSchema, type JsonSchemaText, documented } from './documented.ts'

const unchecked: Check = (value) => ({ value })
const none = (): [] => []

/**
 * A schema with a name, which carries its JSON Schema and checks nothing but that a value is there.
 *
 * @param document refers to other components as `#/$defs/<name>`
 * @param refs those components
 */
export function component<T>(
  name: string,
  document: JsonSchemaText,
  refs: () => readonly Component<unknown>[] = none,
): Component<T> {
  return documented({ name, document, refs, optional: false }, unchecked)
}

/** A schema without a name, otherwise like `component`. */
export function schema<T>(
  document: JsonSchemaText,
  refs: () => readonly Component<unknown>[] = none,
): DocumentedSchema<T> {
  return documented({ document, refs, optional: false }, unchecked)
}

/** The same schema where nothing at all will do as well: a body that may be left out. */
export function optional<T>(of: DocumentedSchema<T>): DocumentedSchema<T | undefined> {
  return documented({ ...of['~source'], optional: true }, unchecked)
}
