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
  const json = write(variables, '', 'variables', files, []) ?? '{}'
  return json === '{}' ? NONE : { json, files }
}

/** The JSON of a value; undefined for what JSON leaves out. */
function write(
  value: unknown,
  key: string,
  path: string,
  files: VariableFile[],
  above: readonly object[],
): string | undefined {
  if (typeof value === 'bigint') throw unwritable(path, 'a BigInt; give its digits as a string')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof Blob) {
    files.push({ path, file: value })
    return 'null'
  }
  if (above.includes(value)) throw unwritable(path, 'an object that holds itself')
  if (above.length >= MAX_DEPTH) throw unwritable('variables', `more than ${MAX_DEPTH} levels deep`)
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return write((value as { toJSON(key: string): unknown }).toJSON(key), key, path, files, above)
  const inside = [...above, value]
  const at = (name: string | number): string => `${path}.${name}`
  if (Array.isArray(value)) {
    // Not by `map`, which passes over the holes of a list.
    const items = Array.from(value, (item, index) => write(item, String(index), at(index), files, inside) ?? 'null')
    return `[${items.join(',')}]`
  }
  if (BOXED.test(Object.prototype.toString.call(value))) return JSON.stringify(value)
  if (isNoData(value))
    throw unwritable(path, 'a Map, a Set, bytes, a stream or a promise; give plain data, or a Blob for a file')
  const members: string[] = []
  for (const name of Object.keys(value).toSorted()) {
    if (name === '__proto__') throw unwritable(path, 'an object with the key __proto__')
    const text = write((value as Record<string, unknown>)[name], name, at(name), files, inside)
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${members.join(',')}}`
}

/** Levels of variables: more is a mistake, and would cost the stack of some platforms. */
const MAX_DEPTH = 500

/** Values that stand for one of JSON's own. */
const BOXED = /^\[object (Number|String|Boolean)\]$/

/** What JSON would write as an empty object, so that it would be lost without a word. */
function isNoData(value: object): boolean {
  if (Symbol.iterator in value || Symbol.asyncIterator in value || value instanceof Promise) return true
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof ReadableStream
}

function unwritable(path: string, what: string): GraphQLMisuse {
  return new GraphQLMisuse(path, `'${path}' is ${what}`)
}
