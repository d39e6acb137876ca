import { type JsonSchema, isObject } from '../../document/json-schema.ts'
import { mapSubschemas } from '../../document/map-subschemas.ts'
import { schemaName } from '../../document/pointer.ts'
import { refTo } from '../../schema/documented.ts'

/** A schema as a module carries it: its references lead to `$defs`. Each name that it refers to is told. */
export function carried(schema: JsonSchema, tell: (name: string) => void): JsonSchema {
  const convert = (part: JsonSchema): JsonSchema => {
    if (!isObject(part)) return part
    const converted = mapSubschemas(part, convert)
    const { $ref, discriminator } = converted
    const name = typeof $ref === 'string' ? schemaName($ref) : undefined
    if (name !== undefined) tell(name)
    return {
      ...converted,
      ...(name !== undefined && { $ref: refTo(name) }),
      ...(discriminator?.mapping && { discriminator: { ...discriminator, mapping: mapped(discriminator.mapping) } }),
    }
  }
  return convert(schema)
}

function mapped(mapping: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping).map(([value, target]) => {
      const name = schemaName(target)
      return [value, name === undefined ? target : refTo(name)]
    }),
  )
}
