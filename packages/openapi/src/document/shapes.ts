/** What an object of a document is. Kinds that nothing is looked for in are not there. */
export type Kind =
  | 'document'
  | 'encoding'
  | 'example'
  | 'header'
  | 'mediaType'
  | 'operation'
  | 'parameter'
  | 'pathItem'
  | 'requestBody'
  | 'response'
  | 'schema'
  | 'securityScheme'

/** How many of a kind a member holds. The names in a `patterned` one are OpenAPI's, so `x-…` is an extension there. */
export type Holds = 'list' | 'map' | 'one' | 'patterned'

type Shape = Readonly<Record<string, readonly [Holds, Kind]>>

const parameter: Shape = { schema: ['one', 'schema'], content: ['map', 'mediaType'], examples: ['map', 'example'] }

const operation = ['one', 'operation'] as const

/**
 * Where in a document objects of a kind are. Callbacks, links and webhooks are not followed, since no contract has them.
 *
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html#schema-0}
 */
export const shapes: Readonly<Record<Exclude<Kind, 'schema'>, Shape>> = {
  document: { paths: ['patterned', 'pathItem'] },
  pathItem: {
    get: operation,
    put: operation,
    post: operation,
    delete: operation,
    options: operation,
    head: operation,
    patch: operation,
    trace: operation,
    parameters: ['list', 'parameter'],
  },
  operation: {
    parameters: ['list', 'parameter'],
    requestBody: ['one', 'requestBody'],
    responses: ['patterned', 'response'],
  },
  parameter,
  header: parameter,
  requestBody: { content: ['map', 'mediaType'] },
  response: { headers: ['map', 'header'], content: ['map', 'mediaType'] },
  mediaType: {
    schema: ['one', 'schema'],
    itemSchema: ['one', 'schema'],
    examples: ['map', 'example'],
    encoding: ['map', 'encoding'],
  },
  encoding: { headers: ['map', 'header'] },
  example: {},
  securityScheme: {},
}

/** The keywords of JSON Schema that hold schemas. */
export const schemaKeywords: Readonly<Record<string, Holds>> = {
  items: 'one',
  additionalItems: 'one',
  additionalProperties: 'one',
  contains: 'one',
  contentSchema: 'one',
  else: 'one',
  if: 'one',
  not: 'one',
  propertyNames: 'one',
  // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
  then: 'one',
  unevaluatedItems: 'one',
  unevaluatedProperties: 'one',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  prefixItems: 'list',
  dependentSchemas: 'map',
  patternProperties: 'map',
  properties: 'map',
}
