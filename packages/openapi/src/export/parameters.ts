import type { AnyEndpoint, Style, Styles } from '@fairlead/core'
import { type JsonSchema, isObject } from '../document/json-schema.ts'
import type { Parameter } from '../document/openapi.ts'
import type { Components } from './components.ts'
import type { Describe, Place } from './describe.ts'
import { objectShape } from './object-shape.ts'
import type { OperationDocs } from './options.ts'
import type { Problems } from './problems.ts'

/** What all parts of an operation are made with. */
export interface Writer {
  readonly describe: Describe
  readonly components: Components
  readonly problems: Problems
}

/** A place in the contract, without the part that is meant. */
export interface At {
  /** `GET /vessels/{id}` */
  readonly where: string
  /** `VesselsById` */
  readonly name: string
}

const PARTS = [
  ['params', 'path', 'Params'],
  ['query', 'query', 'Query'],
  ['headers', 'header', 'Headers'],
] as const

/** OpenAPI says that header parameters of these names are ignored: media types and security say them. */
const NOT_A_PARAMETER: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type'])

/** The parameters of an endpoint: those of the path in its order, then the query's and the header's. */
export function parametersOf(endpoint: AnyEndpoint, at: At, docs: OperationDocs, writer: Writer): Parameter[] {
  const found = PARTS.flatMap(([part, place, suffix]) => {
    const schema = endpoint.definition[part]
    if (!schema) return part === 'params' ? unchecked(endpoint.path) : []
    const described: Place = {
      direction: 'request',
      where: `${at.where}, ${part}`,
      name: at.name + suffix,
      written: 'text',
    }
    const shown = writer.describe(schema, described)
    const styles = endpoint.definition.styles?.[part]
    return part === 'params'
      ? pathParameters(endpoint.path, shown, styles, writer)
      : fieldParameters(place, shown, styles, writer)
  })
  if (endpoint.definition.idempotent === 'key' && !found.some((each) => isField(each, 'idempotency-key'))) {
    found.push(IDEMPOTENCY_KEY)
  }
  const kept = found.filter(({ in: place, name }) => place !== 'header' || !NOT_A_PARAMETER.has(name.toLowerCase()))
  return withDocs(kept, docs, at, writer.problems)
}

/** @see {@link https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/} */
const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'One for each call, the same in all its attempts: the server does once what it is asked several times.',
  schema: { type: 'string' },
}

function isField({ in: place, name }: Parameter, field: string): boolean {
  return place === 'header' && name.toLowerCase() === field
}

/** The names that a path template has, each once. */
export function pathNames(path: string): string[] {
  const [pathname = ''] = path.split(/[?#]/)
  return [...new Set([...pathname.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name))]
}

function unchecked(path: string): Parameter[] {
  return pathNames(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function pathParameters(
  path: string,
  schema: JsonSchema,
  styles: Styles['params'],
  { components }: Writer,
): Parameter[] {
  const shape = objectShape(schema, components)
  // Of a type that is known to the compiler alone the template has the names.
  if (!shape && isEmpty(schema)) return unchecked(path)
  // A schema may take other names than it gives; what a path has is text in any case.
  return pathNames(path).map((name) =>
    parameter('path', name, shape?.properties.get(name) ?? { type: 'string' }, true, styles?.[name]),
  )
}

function fieldParameters(
  place: 'header' | 'query',
  schema: JsonSchema,
  styles: Styles['query'],
  { components }: Writer,
): Parameter[] {
  const shape = objectShape(schema, components)
  if (!shape) return [freeForm(place, isEmpty(schema) ? { type: 'object' } : schema)]
  const { properties, required, others } = shape
  const named = Array.from(properties, ([name, each]) =>
    parameter(place, name, each, required.has(name), styles?.[name]),
  )
  return others ? [...named, freeForm(place, { type: 'object', additionalProperties: others })] : named
}

/** Members that have no fixed names: an exploded form writes each as a parameter of its own, and `name` nowhere. */
function freeForm(place: 'header' | 'query', schema: JsonSchema): Parameter {
  return place === 'query'
    ? { name: 'query', in: place, style: 'form', explode: true, schema }
    : { name: 'headers', in: place, explode: true, schema }
}

function parameter(
  place: 'header' | 'path' | 'query',
  name: string,
  given: JsonSchema,
  required: boolean,
  style: Style | undefined,
): Parameter {
  const { description, deprecated, ...rest } = isObject(given) ? given : { not: {} }
  const schema = given === true ? {} : rest
  return {
    name,
    in: place,
    ...(description !== undefined && { description }),
    ...(required && { required }),
    ...(deprecated === true && { deprecated }),
    ...(style?.style === 'json'
      ? { content: { [style.contentType ?? 'application/json']: { schema } } }
      : { ...styleOf(place, style), schema }),
  }
}

/** The members that say how a parameter is written, where it is not the way that OpenAPI takes for granted. */
function styleOf(place: 'header' | 'path' | 'query', style: Style | undefined): Partial<Parameter> {
  if (!style) return {}
  const usual = place === 'query' ? 'form' : 'simple'
  return {
    ...(style.style !== usual && { style: style.style }),
    ...(style.explode !== (style.style === 'form') && { explode: style.explode }),
    ...(style.allowReserved && { allowReserved: true }),
  }
}

function withDocs(
  parameters: readonly Parameter[],
  docs: OperationDocs,
  { where }: At,
  problems: Problems,
): Parameter[] {
  const left = new Map(Object.entries(docs.parameters ?? {}))
  const merged = parameters.map((each) => {
    const key = `${each.in}:${each.name}`
    const own = left.get(key)
    left.delete(key)
    const { schema, content, ...said } = { ...each, ...own }
    return { ...said, ...(schema !== undefined && { schema }), ...(content && { content }) }
  })
  for (const key of left.keys()) {
    const there = parameters.map((each) => `${each.in}:${each.name}`).join(', ') || 'none'
    problems.add(
      `${where}: the options describe a parameter '${key}' that the contract does not have (there are: ${there})`,
    )
  }
  return merged
}

function isEmpty(schema: JsonSchema): boolean {
  return isObject(schema) && Object.keys(schema).length === 0
}
