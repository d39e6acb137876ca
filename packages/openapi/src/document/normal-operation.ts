import { isJsonObject, type JsonObject, membersOf, objectsOf } from './json-object.ts'
import type { JsonSchema } from './json-schema.ts'
import { isConcrete, mediaOf } from './media-type.ts'
import { isIgnored, parameterKey, parametersOf, pathNames, type Placed } from './parameter-list.ts'
import { isBinary, type SchemaFacts } from './schema-facts.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Brings the operations of a canonical document into the form for comparing. What many of them share is made once. */
export class NormalOperations {
  readonly #facts: SchemaFacts
  readonly #normal: (schema: JsonSchema) => JsonSchema
  readonly #security: unknown
  readonly #made = new Map<object, JsonObject>()
  readonly #from: ReadonlyMap<object, string>
  /** Where the shared objects of the result are written. */
  readonly origins = new Map<object, string>()

  constructor(
    facts: SchemaFacts,
    normal: (schema: JsonSchema) => JsonSchema,
    security: unknown,
    from: ReadonlyMap<object, string>,
  ) {
    this.#facts = facts
    this.#normal = normal
    this.#security = security
    this.#from = from
  }

  /** A path with all that it says said by its operations; undefined for one that has none. */
  pathItem(path: string, item: JsonObject): JsonObject | undefined {
    const operations = METHODS.flatMap((method) => {
      const operation = item[method]
      return isJsonObject(operation) ? [[method, this.#operation(path, item, operation)]] : []
    })
    const rest = Object.entries(item).filter(
      ([member]) => !METHODS.includes(member) && member !== 'parameters' && member !== 'servers',
    )
    return operations.length > 0 ? Object.fromEntries([...rest, ...operations] as [string, unknown][]) : undefined
  }

  #operation(path: string, item: JsonObject, operation: JsonObject): JsonObject {
    const { tags, deprecated, servers, security, parameters: _own, requestBody, responses, ...rest } = operation
    const parameters = this.#parameters(path, parametersOf([item, ''], [operation, '']))
    const at = servers ?? item['servers']
    return {
      ...rest,
      ...(Array.isArray(tags) && tags.length > 0 && { tags: tags as unknown[] }),
      ...(deprecated === true && { deprecated }),
      ...(at !== undefined && { servers: at }),
      security: neededOf(security ?? this.#security),
      ...(parameters.length > 0 && { parameters }),
      ...(isJsonObject(requestBody) && { requestBody: this.#once(requestBody, (body) => this.#body(body)) }),
      responses: this.#responses(responses),
    }
  }

  #parameters(path: string, placed: readonly Placed[]): JsonObject[] {
    const there = placed.filter(({ node }) => !isIgnored(node)).map(({ node }) => node)
    const described = new Set(there.map(({ in: place, name }) => parameterKey(place, name)))
    const others = pathNames(path).filter((name) => !described.has(`path:${name}`))
    return [
      ...there.map((node) => this.#once(node, (parameter) => this.#parameter(parameter))),
      ...others.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ].toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  }

  #parameter(node: JsonObject): JsonObject {
    const { description, required, deprecated, style, explode, allowReserved, schema, content, ...rest } = node
    const isPath = node['in'] === 'path'
    const inner = this.#normal((schema ?? (isPath ? { type: 'string' } : {})) as JsonSchema)
    // What a parameter says of itself and what its schema says of the value is one thing to its reader.
    const { description: inSchema, deprecated: isOld, ...bare } = inner as JsonObject
    const usual = node['in'] === 'query' || node['in'] === 'cookie' ? 'form' : 'simple'
    const spread = (style ?? usual) === 'form' || style === 'deepObject'
    const said = description ?? inSchema
    return {
      ...rest,
      ...(said !== undefined && { description: said }),
      ...((isPath || required === true) && { required: true }),
      ...((deprecated === true || isOld === true) && { deprecated: true }),
      ...(style !== usual && style !== undefined && { style }),
      ...(typeof explode === 'boolean' && explode !== spread && { explode }),
      ...(allowReserved === true && { allowReserved }),
      ...(content === undefined ? { schema: bare } : { content: this.#content(content, false) }),
    }
  }

  #body({ required, content, ...rest }: JsonObject): JsonObject {
    return { ...rest, ...(required === true && { required }), content: this.#content(content, true) }
  }

  #responses(responses: unknown): JsonObject {
    const entries = membersOf(responses).map(([status, response]): [string, unknown] => [
      /^\dxx$/i.test(status) ? status.toUpperCase() : status,
      isJsonObject(response) ? this.#once(response, (node) => this.#response(node)) : response,
    ])
    // An operation says nothing of its answers then.
    if (entries.length === 0) return { '2XX': { description: 'Success' } }
    const known = Object.fromEntries(entries)
    const hasSuccess = entries.some(([status]) => status.startsWith('2'))
    // Of a success `default` is the only word then; in a contract it stands for failures alone.
    return hasSuccess || known['default'] === undefined ? known : { ...known, '2XX': known['default'] }
  }

  #response({ description, headers, content, ...rest }: JsonObject): JsonObject {
    const media = this.#content(content, false)
    const fields = membersOf(headers).map(([name, header]) => [
      name,
      isJsonObject(header) ? this.#once(header, (node) => this.#header(node)) : header,
    ])
    return {
      ...rest,
      description: description ?? '',
      ...(fields.length > 0 && { headers: Object.fromEntries(fields) as JsonObject }),
      ...(Object.keys(media).length > 0 && { content: media }),
    }
  }

  #header({ schema, ...rest }: JsonObject): JsonObject {
    return { ...rest, ...(schema !== undefined && { schema: this.#normal(schema as JsonSchema) }) }
  }

  #content(content: unknown, isBody: boolean): JsonObject {
    const entries = membersOf(content).map(([type, media]): [string, unknown] => {
      if (!isJsonObject(media)) return [type, media]
      const { schema, encoding, ...rest } = media
      const kind = mediaOf(type, schema, this.#facts)
      const inner = this.#normal((schema ?? {}) as JsonSchema)
      const isIdle = kind !== 'json' && kind !== 'text' && saysNothing(inner)
      const codings = kind === 'form' || kind === 'multipart' ? this.#encoding(encoding, schema) : {}
      // A client cannot send a range of media types, and says what it sends.
      const sent = kind === 'json' ? 'application/json' : 'application/octet-stream'
      return [
        isBody && !isConcrete(type) && /^[*a]/.test(type) ? sent : type,
        { ...rest, ...(!isIdle && { schema: inner }), ...(Object.keys(codings).length > 0 && { encoding: codings }) },
      ]
    })
    return Object.fromEntries(entries)
  }

  /** How fields are encoded, where it is another way than that which follows from their types. */
  #encoding(encoding: unknown, schema: unknown): JsonObject {
    const fields = this.#facts.propertiesOf(schema)
    const entries = membersOf(encoding).map(([name, coding]): [string, JsonObject] => {
      const { style, explode, allowReserved, contentType, ...rest } = isJsonObject(coding) ? coding : {}
      const isUsual =
        contentType === undefined || (contentType === 'application/json' && this.#facts.hasMembers(fields.get(name)))
      const spread = style === undefined || style === 'form' || style === 'deepObject'
      return [
        name,
        {
          ...rest,
          ...(!isUsual && { contentType }),
          ...(style !== undefined && style !== 'form' && { style }),
          ...(typeof explode === 'boolean' && explode !== spread && { explode }),
          ...(allowReserved === true && { allowReserved }),
        },
      ]
    })
    return Object.fromEntries(entries.filter(([, coding]) => Object.keys(coding).length > 0))
  }

  #once(node: JsonObject, make: (node: JsonObject) => JsonObject): JsonObject {
    const known = this.#made.get(node)
    if (known) return known
    const made = make(node)
    this.#made.set(node, made)
    const origin = this.#from.get(node)
    if (origin !== undefined) this.origins.set(made, origin)
    return made
  }
}

/** An empty alternative alone says what no alternative says: nothing is needed. */
function neededOf(security: unknown): unknown {
  const ways = objectsOf(security)
  return ways.some((way) => Object.keys(way).length > 0) ? ways : []
}

function keyOf({ in: place, name }: JsonObject): string {
  return parameterKey(place, String(name))
}

/** Bytes have no schema in OpenAPI 3.1: the media type says it all. */
function saysNothing(schema: JsonSchema): boolean {
  const { type, contentMediaType, ...rest } = schema as JsonObject
  const isPlain = contentMediaType === undefined || contentMediaType === 'application/octet-stream'
  return isPlain && Object.keys(rest).length === 0 && (type === undefined || (type === 'string' && isBinary(schema)))
}
