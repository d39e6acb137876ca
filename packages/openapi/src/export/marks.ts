import type { JsonSchemaObject } from '../document/json-schema.ts'

/**
 * Stands in a library's JSON Schema where the library has a value that JSON does not have. It never gets into a document: what
 * becomes of the value depends on where it is sent.
 */
export const MARK = 'x-fairlead-not-json'

/** What a library calls a value that JSON does not have. */
export type NotJson = 'Date' | 'bigint' | 'bytes' | 'form' | 'undefined' | 'urlencoded' | (string & {})

const BYTES: ReadonlySet<string> = new Set([
  'ArrayBuffer',
  'Blob',
  'Buffer',
  'DataView',
  'File',
  'ReadableStream',
  'Uint8Array',
])

/** A value that is an instance of a class. */
export function ofClass(name: string): NotJson {
  return BYTES.has(name) ? 'bytes' : name === 'FormData' ? 'form' : name === 'URLSearchParams' ? 'urlencoded' : name
}

const DESCRIBES: ReadonlySet<string> = new Set(['$ref', 'allOf', 'anyOf', 'const', 'enum', 'oneOf', 'type'])

/** Whether a schema says what its value is. Where the user has said it, nothing has to be guessed. */
function isDescribed(schema: JsonSchemaObject): boolean {
  return Object.keys(schema).some((keyword) => DESCRIBES.has(keyword))
}

/** What a schema is marked with, where it does not say itself what its value is. */
export function markOf(schema: JsonSchemaObject): NotJson | undefined {
  const mark = schema[MARK]
  return typeof mark === 'string' && !isDescribed(schema) ? mark : undefined
}
