import { GraphQLMisuse } from './errors.ts'

/** Variables as JSON, and the files among them, which travel beside it. */
export interface WrittenVariables {
  /** The same text for the same variables, whatever the order of their members. Files are `null` in it. */
  readonly json: string
  readonly files: readonly VariableFile[]
}

/** A file among the variables, with where it is, such as `variables.documents.0`. */
export interface VariableFile {
  readonly path: string
  readonly file: Blob
}

const NONE: WrittenVariables = { json: '{}', files: [] }

/**
 * Writes variables as JSON with their members in order.
 *
 * @throws {@link GraphQLMisuse} for what JSON cannot say: a BigInt, a cycle, a Map
 */
export function writeVariables(variables: object | null | undefined): WrittenVariables {
  if (!variables) return NONE
  const files: VariableFile[] = []
  const json = write(variables, 'variables', files, []) ?? '{}'
  return json === '{}' ? NONE : { json, files }
}

/** The JSON of a value; undefined for what JSON leaves out. */
function write(value: unknown, path: string, files: VariableFile[], above: readonly object[]): string | undefined {
  if (typeof value === 'bigint') throw unwritable(path, 'a BigInt; give its digits as a string')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof Blob) {
    files.push({ path, file: value })
    return 'null'
  }
  if (above.includes(value)) throw unwritable(path, 'an object that holds itself')
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), path, files, above)
  const inside = [...above, value]
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}.${index}`, files, inside) ?? 'null').join(',')}]`
  if (Symbol.iterator in value || value instanceof Promise)
    throw unwritable(path, 'a Map, a Set, bytes or a promise; give plain data, or a Blob for a file')
  const members: string[] = []
  for (const name of Object.keys(value).toSorted()) {
    if (name === '__proto__') throw unwritable(path, 'an object with the key __proto__')
    const text = write((value as Record<string, unknown>)[name], `${path}.${name}`, files, inside)
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${members.join(',')}}`
}

function unwritable(path: string, what: string): GraphQLMisuse {
  return new GraphQLMisuse(path, `'${path}' is ${what}`)
}
