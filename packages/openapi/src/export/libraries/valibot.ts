import { type JsonSchemaObject, isObject } from '../../document/json-schema.ts'
import { MARK, type NotJson, ofClass } from '../marks.ts'
import type { Library } from './library.ts'

interface OverrideContext {
  readonly valibotSchema: { readonly type: string; readonly class?: { readonly name: string } }
  readonly jsonSchema: JsonSchemaObject
  readonly errors: readonly string[] | undefined
}

const NOT_JSON: Readonly<Record<string, NotJson>> = {
  bigint: 'bigint',
  blob: 'bytes',
  date: 'Date',
  file: 'bytes',
  undefined: 'undefined',
  void: 'undefined',
}

/** valibot, through `toStandardJsonSchema` of `@valibot/to-json-schema`. A schema is named by `metadata({ id })` or `addGlobalDefs`. */
export const valibot: Library = {
  options: (side) => ({
    // Of a check without a word in JSON Schema the rest is still true. Schemas are marked instead.
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema, errors }: OverrideContext) => {
      if (errors?.length) return { ...jsonSchema, [MARK]: notJson(valibotSchema) }
      return side === 'output' ? withFilled(jsonSchema) : undefined
    },
  }),
  isMadeUp: (name) => /^\d+$/.test(name),
}

function notJson({ type, class: own }: OverrideContext['valibotSchema']): NotJson {
  return own ? ofClass(own.name) : ((Object.hasOwn(NOT_JSON, type) ? NOT_JSON[type] : undefined) ?? type)
}

/** What has a default is always there afterwards, which valibot does not say. */
function withFilled(schema: JsonSchemaObject): JsonSchemaObject | undefined {
  const filled = Object.entries(schema.properties ?? {}).filter(([, each]) => isObject(each) && 'default' in each)
  if (filled.length === 0) return undefined
  return { ...schema, required: [...new Set([...(schema.required ?? []), ...filled.map(([name]) => name)])] }
}
