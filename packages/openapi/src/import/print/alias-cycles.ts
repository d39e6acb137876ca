import { type JsonSchema, isObject } from '../../document/json-schema.ts'
import { isInterface, refIn } from './type.ts'

/**
 * For each named schema the references that its type leaves out. A type that is one of several, one of which is itself, is one of the
 * others: the compiler refuses to read it, and no value needs it. Through members and items types may refer to themselves.
 */
export function aliasCycles(schemas: ReadonlyMap<string, JsonSchema>): ReadonlyMap<string, ReadonlySet<string>> {
  const dropped = new Map<string, Set<string>>()
  const state = new Map<string, 'done' | 'open'>()
  for (const start of schemas.keys()) {
    if (state.has(start)) continue
    state.set(start, 'open')
    const path = [{ name: start, refs: direct(schemas.get(start)) }]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.refs.pop()
      if (next === undefined) {
        state.set(top.name, 'done')
        path.pop()
      } else if (state.get(next) === 'open') {
        const known = dropped.get(top.name) ?? new Set()
        dropped.set(top.name, known.add(next))
      } else if (!state.has(next) && schemas.has(next)) {
        state.set(next, 'open')
        path.push({ name: next, refs: direct(schemas.get(next)) })
      }
    }
  }
  return dropped
}

/** The schemas that a type is made of, without a member or an item between. */
function direct(schema: JsonSchema | undefined): string[] {
  if (!isObject(schema) || isInterface(schema)) return []
  const name = refIn(schema)
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) => list ?? [])
  return [...(name === undefined ? [] : [name]), ...parts.flatMap(direct)]
}
