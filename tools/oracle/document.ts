import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** An object of a document. */
export type Json = Readonly<Record<string, unknown>>

/** One operation of a document, its own references followed; those inside of schemas are left. */
export interface DocumentOperation {
  /** A JSON pointer to it (RFC 6901). */
  readonly pointer: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** By media type. */
  readonly content: Readonly<Record<string, MediaType>>
  readonly bodyRequired: boolean
  /** The media types of its successes. */
  readonly produces: readonly string[]
  /** The document with this operation alone, as swagger-client takes it. */
  readonly raw: Json
}

/** A parameter, its schema's own reference followed. */
export interface Parameter extends Json {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: Json
  readonly content?: Json
  readonly style?: string
  readonly explode?: boolean
  readonly allowReserved?: boolean
}

/** What a body is in one media type. */
export interface MediaType extends Json {
  readonly schema?: Json
  readonly encoding?: Readonly<Record<string, Json>>
}

/** What OpenAPI says is to be ignored as a parameter (3.1.1 section 4.8.12.1, `name`). */
const NO_PARAMETER = ['accept', 'authorization', 'content-type']
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete']

/** Reads a document of one file, JSON or YAML. */
export function readDocument(path: string): Json {
  const text = readFileSync(path, 'utf8')
  return (path.endsWith('.json') ? JSON.parse(text) : parse(text)) as Json
}

/** The operations of a document. */
export function operationsOf(document: Json): DocumentOperation[] {
  return Object.entries(document['paths'] ?? {}).flatMap(([path, item]: [string, Json]) => {
    const pathItem = follow(document, item)
    return METHODS.filter((method) => method in pathItem).map((method) =>
      operationOf(document, path, method, pathItem, pathItem[method] as Json),
    )
  })
}

function operationOf(document: Json, path: string, method: string, item: Json, operation: Json): DocumentOperation {
  // Those of the operation come over those of the path.
  const named = new Map<string, Parameter>()
  for (const given of [...((item['parameters'] ?? []) as Json[]), ...((operation['parameters'] ?? []) as Json[])]) {
    const parameter = follow(document, given)
    const schema = parameter['schema'] as Json | undefined
    const own = { ...parameter, ...(schema && { schema: follow(document, schema) }) } as unknown as Parameter
    if (own.in !== 'header' || !NO_PARAMETER.includes(own.name.toLowerCase())) named.set(`${own.in} ${own.name}`, own)
  }
  const body = follow(document, (operation['requestBody'] ?? {}) as Json)
  const responses = Object.entries((operation['responses'] ?? {}) as Json)
  const produces = responses
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, response]) => Object.keys((follow(document, response as Json)['content'] ?? {}) as Json))
  return {
    pointer: `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`,
    method: method.toUpperCase(),
    path,
    parameters: [...named.values()],
    content: (body['content'] ?? {}) as Readonly<Record<string, MediaType>>,
    bodyRequired: body['required'] === true,
    produces: [...new Set(produces)],
    raw: operation,
  }
}

/** An object, or what its reference leads to inside of the document. */
export function follow(document: Json, value: Json): Json {
  let found: Json = value
  for (let hops = 0; typeof found['$ref'] === 'string' && hops < 100; hops++) {
    const keys = found['$ref'].slice(2).split('/')
    found = keys.reduce<unknown>(
      (inner, key) => (inner as Json)[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    ) as Json
  }
  return found
}

/** The media type without its parameters, in lower case. */
export function essence(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase()
}
