import { MARK, type NotJson, ofClass } from '../marks.ts'
import type { Library } from './library.ts'

interface ZodSchema {
  readonly _zod: {
    readonly def: { readonly type: string; readonly format?: string; readonly pattern?: RegExp }
    readonly bag: { readonly Class?: { readonly name: string } }
  }
  readonly meta?: () => Readonly<Record<string, unknown>> | undefined
}

interface OverrideContext {
  readonly zodSchema: ZodSchema
  readonly jsonSchema: Record<string, unknown>
}

const NOT_JSON: Readonly<Record<string, NotJson>> = {
  bigint: 'bigint',
  custom: 'a custom check',
  date: 'Date',
  file: 'bytes',
  function: 'function',
  map: 'Map',
  nan: 'NaN',
  set: 'Set',
  symbol: 'symbol',
  transform: 'a transformation',
  undefined: 'undefined',
  void: 'undefined',
}

/** zod 4.2 or newer. A schema is named by `.meta({ id })`, or by identity where the caller gives it a name. */
export const zod: Library = {
  options: (_side, names) => ({
    unrepresentable: 'any',
    override,
    ...(names.size > 0 && { metadata: { get: (schema: ZodSchema) => metaOf(schema, names) } }),
  }),
  isMadeUp: (name) => /^__schema\d+$/.test(name),
}

function metaOf(schema: ZodSchema, names: ReadonlyMap<unknown, string>): object | undefined {
  const own = schema.meta?.()
  const id = names.get(schema)
  return id === undefined ? own : { ...own, id }
}

function override({ zodSchema, jsonSchema }: OverrideContext): void {
  // oxlint-disable-next-line no-underscore-dangle -- zod's own name for what libraries may read
  const { def, bag } = zodSchema._zod
  const what = Object.hasOwn(NOT_JSON, def.type) ? NOT_JSON[def.type] : undefined
  if (def.type === 'file') {
    // Says `binary` in two ways, and JSON has neither.
    for (const keyword of ['type', 'format', 'contentEncoding']) delete jsonSchema[keyword]
  }
  if (what) jsonSchema[MARK] = bag.Class ? ofClass(bag.Class.name) : what
  // Bounds of the language, not of the API.
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum']
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum']
  // The expression that zod has for a format. One that the user has given has no format, or stands beside it in `allOf`.
  if (jsonSchema['format'] !== undefined && def.pattern?.source === jsonSchema['pattern']) delete jsonSchema['pattern']
}
