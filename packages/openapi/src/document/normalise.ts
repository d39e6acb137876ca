import { canonical } from './canonical.ts'
import { isJsonObject, type JsonObject, membersOf, objectsOf } from './json-object.ts'
import { NormalOperations } from './normal-operation.ts'
import { schemaNormaliser } from './normalise-schema.ts'
import type { OpenApiDocument } from './openapi.ts'
import { stepsOf } from './pointer.ts'
import { SchemaFacts } from './schema-facts.ts'

/** What is left out of a document before it is compared. */
export interface NormaliseOptions {
  /** JSON pointers, such as those of what an import lists as unsupported. */
  readonly without?: readonly string[]
}

/** A document in the form for comparing, and where its shared parts are written. */
export interface Normalised {
  readonly document: OpenApiDocument
  readonly origins: ReadonlyMap<object, string>
}

/**
 * A document in the one form that all documents of the same meaning have: of OpenAPI 3.1, every reference followed but those
 * to named schemas, nothing said that holds anyway, members in alphabetical order.
 *
 * @throws `config` for what is no document of OpenAPI 3, is out of bounds, or has references that lead in a circle
 */
export function normalise(document: unknown, options: NormaliseOptions = {}): OpenApiDocument {
  return normalised(document, options).document
}

/** As `normalise`, for those who have to tell where something is. */
export function normalised(document: unknown, { without = [] }: NormaliseOptions = {}): Normalised {
  const { document: made, origins } = canonical(document)
  const kept = without.reduce<unknown>(
    (root, pointer) => removed(root, stepsOf(pointer) ?? []),
    made,
  ) as OpenApiDocument
  const { components = {}, servers, tags, paths, security, ...rest } = kept
  const { schemas = {}, securitySchemes = {} } = components
  const normal = schemaNormaliser()
  const operations = new NormalOperations(new SchemaFacts(schemas), normal, security, origins)
  const whole = {
    ...rest,
    openapi: '3.1.1',
    ...(!isUsual(servers) && { servers }),
    ...(tags && tags.length > 0 && { tags }),
    paths: Object.fromEntries(
      membersOf(paths).flatMap(([path, item]) => {
        const pathItem = isJsonObject(item) ? operations.pathItem(path, item) : undefined
        return pathItem ? [[path, pathItem]] : []
      }),
    ),
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, normal(schema)])),
      securitySchemes,
    },
  }
  const places = new Map<object, string>()
  const sort = sorter((before, after) => {
    const origin = operations.origins.get(before)
    if (origin !== undefined) places.set(after, origin)
  })
  return { document: sort(whole) as OpenApiDocument, origins: places }
}

/** Without another word an API is served where its document is. */
function isUsual(servers: unknown): boolean {
  const [first, ...others] = objectsOf(servers)
  return others.length === 0 && (first === undefined || (first['url'] === '/' && Object.keys(first).length === 1))
}

/** The value without what a pointer leads to. What it is in is copied, since others may hold it too. */
function removed(value: unknown, [step, ...steps]: readonly string[]): unknown {
  if (step === undefined) return undefined
  if (Array.isArray(value)) {
    // Items keep their places, so that other pointers stay right.
    return value.map((item: unknown, index) => (String(index) === step ? (removed(item, steps) ?? {}) : item))
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, step)) return value
  const { [step]: member, ...others } = value
  const left = removed(member, steps)
  return left === undefined ? others : { ...others, [step]: left }
}

/** Sorts members at every depth, each object once. */
function sorter(made: (before: object, after: object) => void): (value: unknown) => unknown {
  const known = new Map<object, unknown>()
  const sort = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const there = known.get(value)
    if (there !== undefined) return there
    const sorted: unknown = Array.isArray(value)
      ? value.map(sort)
      : Object.fromEntries(
          Object.entries(value as JsonObject)
            .toSorted(([one], [other]) => (one < other ? -1 : 1))
            .map(([name, member]) => [name, sort(member)]),
        )
    known.set(value, sorted)
    made(value, sorted as object)
    return sorted
  }
  return sort
}
