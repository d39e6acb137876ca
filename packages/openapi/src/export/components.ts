import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import { sameJson } from '../document/same-json.ts'
import type { Problems } from './problems.ts'

/** Which way a schema travels. What is filled in on the way makes the two differ. */
export type Direction = 'answer' | 'request'

/** The named schemas of a document while it is written. */
export interface Components {
  /** A reference to a named schema as it travels this way. It is settled by `finish`. */
  readonly ref: (direction: Direction, name: string) => string
  /** Adds a named schema. `where` is told where another of that name differs. */
  readonly add: (direction: Direction, name: string, schema: JsonSchema, where: string) => void
  readonly get: (direction: Direction, name: string) => JsonSchema | undefined
  /** The schema that a reference of this document names, else the schema itself. */
  readonly resolve: (schema: JsonSchema) => JsonSchema
  /**
   * The same document with every reference as it stays, and the named schemas that it needs. A schema that travels both ways
   * and differs is two: `<name>` in answers and `<name>Input` in requests.
   *
   * @param kept names that stay even where nothing refers to them
   */
  readonly finish: <T>(document: T, kept: readonly string[]) => { document: T; schemas: Record<string, JsonSchema> }
}

interface Entry {
  readonly schema: JsonSchema
  readonly where: string
}

const PREFIX: Readonly<Record<Direction, string>> = {
  answer: '#/components/schemas/',
  request: '#/components/requests/',
}
const NAME = /^[\w.-]+$/

/** Named schemas, none yet. */
export function createComponents(problems: Problems): Components {
  const entries: Readonly<Record<Direction, Map<string, Entry>>> = { answer: new Map(), request: new Map() }

  const ref = (direction: Direction, name: string): string => PREFIX[direction] + name
  const get = (direction: Direction, name: string): JsonSchema | undefined => entries[direction].get(name)?.schema

  const add: Components['add'] = (direction, name, schema, where) => {
    const known = entries[direction].get(name)
    if (!NAME.test(name)) {
      problems.add(
        `${where}: the schema's name '${name}' cannot be one in OpenAPI: letters, digits, '.', '_' and '-' can`,
      )
    } else if (!known) entries[direction].set(name, { schema, where })
    else if (!sameJson(known.schema, schema)) {
      problems.add(
        `${where} and ${known.where} have different schemas of the name '${name}': give one of them another name`,
      )
    }
  }

  /** The names that need a form of their own in requests. */
  const differing = (): ReadonlySet<string> => {
    const found = new Set<string>()
    const both = [...entries.request.keys()].filter((name) => entries.answer.has(name))
    for (let before = -1; before !== found.size;) {
      before = found.size
      for (const name of both) {
        if (found.has(name)) continue
        const request = get('request', name)
        const same = sameJson(settled(request, new Set()), settled(get('answer', name), new Set()))
        if (!same || namesIn(request).some((inner) => found.has(inner))) found.add(name)
      }
    }
    return found
  }

  return {
    ref,
    add,
    get,
    resolve(schema) {
      let found = schema
      // Bounded, because names may refer to each other in a ring.
      for (let depth = 0; depth < 100 && isObject(found) && found.$ref !== undefined; depth += 1) {
        const target = targetOf(found.$ref)
        const next = target && get(...target)
        if (next === undefined) break
        found = next
      }
      return found
    },
    finish(document, kept) {
      const split = differing()
      const schemas = new Map<string, JsonSchema>()
      const take = (direction: Direction, name: string): void => {
        const own = direction === 'request' && split.has(name) ? `${name}Input` : name
        const entry = entries[direction].get(name)
        if (!entry || schemas.has(own)) return
        if (own !== name && (entries.answer.has(own) || entries.request.has(own))) {
          problems.add(`${entry.where}: '${name}' differs in requests, and '${own}' is the name of another schema`)
        }
        schemas.set(own, settled(entry.schema, split))
        for (const target of targetsIn(entry.schema)) take(...target)
      }
      for (const target of targetsIn(document)) take(...target)
      for (const name of kept) {
        take('answer', name)
        take('request', name)
      }
      const sorted = [...schemas].toSorted(([one], [other]) => (one < other ? -1 : 1))
      return { document: settled(document, split), schemas: Object.fromEntries(sorted) }
    },
  }
}

function targetOf(ref: string): [Direction, string] | undefined {
  const direction = (['answer', 'request'] as const).find((each) => ref.startsWith(PREFIX[each]))
  return direction && [direction, ref.slice(PREFIX[direction].length)]
}

/** The named schemas that a value refers to, in order. */
function targetsIn(value: unknown): [Direction, string][] {
  const found: [Direction, string][] = []
  const look = (each: unknown): void => {
    if (typeof each === 'string') {
      const target = targetOf(each)
      if (target) found.push(target)
    } else if (typeof each === 'object' && each !== null) for (const inner of Object.values(each)) look(inner)
  }
  look(value)
  return found
}

function namesIn(value: unknown): string[] {
  return targetsIn(value).map(([, name]) => name)
}

/** The value with references as they stay. */
function settled<T>(value: T, split: ReadonlySet<string>): T {
  const change = (each: unknown): unknown => {
    if (typeof each === 'string') {
      const target = targetOf(each)
      if (target?.[0] !== 'request') return each
      return PREFIX.answer + target[1] + (split.has(target[1]) ? 'Input' : '')
    }
    if (Array.isArray(each)) return each.map(change)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each as JsonSchemaObject).map(([key, inner]) => [key, change(inner)]))
  }
  return change(value) as T
}
