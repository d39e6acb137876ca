import { sample } from 'openapi-sampler'
import { type DocumentOperation, type Json, type Parameter, essence, follow } from './document.ts'
import type { Random } from './random.ts'

/** What one call gives, by parameter and field. */
export interface Input {
  readonly path: Json
  readonly query: Json
  readonly header: Json
  readonly body: unknown
}

const MODES = ['required', 'all', 'some'] as const

// Unicode of all lengths, what URLs, forms and JSON reserve, and what looks encoded already. None of them parses as JSON, which
// swagger-client would do with the fields of a form.
const TEXTS = [
  'plain',
  'two words',
  'a/b',
  'a,b;c=d',
  'x&y=z',
  '100%25 + 1',
  'question? #hash',
  'ä ß 東京',
  '🚢⚓',
  `"quoted" 'single'`,
  'back\\slash|pipe',
  '[brackets]{braces}',
  '!$()*~-_.:@',
  '<tag>',
  'e\u0301',
]
// RFC 9110 section 5.5: what a field value may hold.
const FIELD_TEXTS = ['plain', 'two words', 'a/b;c=d', 'W/"etag"', 'x=%20', '[b]{c}|d']

/** Makes the input of one call: the n-th of an operation gives what is required, all, or some of what may be given. */
export function inputFor(
  document: Json,
  operation: DocumentOperation,
  contentType: string | undefined,
  index: number,
  random: Random,
): Input {
  const mode = MODES[index % MODES.length] as (typeof MODES)[number]
  const given = operation.parameters.filter(
    ({ required }) => required === true || mode === 'all' || (mode === 'some' && random.chance(0.5)),
  )
  const part = (place: string): Json =>
    Object.fromEntries(
      given.filter((each) => each.in === place).map((each) => [each.name, valueOf(document, each, random)]),
    )
  const withBody = contentType !== undefined && (operation.bodyRequired || mode !== 'required')
  return {
    path: part('path'),
    query: part('query'),
    header: part('header'),
    body: withBody ? bodyOf(document, operation, contentType, mode === 'required', random) : undefined,
  }
}

function valueOf(document: Json, parameter: Parameter, random: Random): unknown {
  const schema = parameter.schema ?? contentSchema(parameter)
  const texts = parameter.in === 'header' ? FIELD_TEXTS : TEXTS
  const allowed = parameter.allowReserved ? texts.filter((text) => !/[#&+%]/.test(text)) : texts
  const sampledValue = sampled(document, schema, false)
  // Examples of lists are often one item, or how a list is written.
  const isListed = schema['type'] === 'array' && !Array.isArray(sampledValue)
  const made = disturbed(isListed ? [sampledValue] : sampledValue, allowed, random)
  if (parameter.content) return made
  // Values inside of values are undefined in every style (OpenAPI 3.1.1, section 4.8.12.3).
  return flattened(made, random.pick(allowed))
}

function contentSchema({ content = {} }: Parameter): Json {
  return ((Object.values(content)[0] as Json | undefined)?.['schema'] ?? {}) as Json
}

function flattened(value: unknown, instead: string): unknown {
  const scalar = (inner: unknown): unknown => (typeof inner === 'object' ? instead : inner)
  if (Array.isArray(value)) return value.length > 0 ? value.map(scalar) : [instead]
  if (typeof value !== 'object' || value === null) return value ?? instead
  const entries = Object.entries(value).map(([key, inner]) => [key, scalar(inner)] as const)
  return entries.length > 0 ? Object.fromEntries(entries) : { key: instead }
}

function bodyOf(
  document: Json,
  { content }: DocumentOperation,
  contentType: string,
  requiredOnly: boolean,
  random: Random,
): unknown {
  const type = essence(contentType)
  const schema = follow(document, content[contentType]?.schema ?? {})
  if (/^(application|text)\/([\w.+-]*\+)?json$/.test(type))
    return disturbed(sampled(document, schema, requiredOnly), TEXTS, random) ?? random.pick(TEXTS)
  if (type === 'multipart/form-data' || type === 'application/x-www-form-urlencoded') {
    const fields = Object.entries((sampled(document, schema, requiredOnly) ?? {}) as Json)
    const { encoding = {} } = content[contentType] ?? {}
    const filled = fields.map(([name, value]) => {
      const isStyled = encoding[name]?.['style'] !== undefined
      return [name, fieldOf(document, schema, name, value, isStyled, random)] as const
    })
    return Object.fromEntries(filled)
  }
  if (type.startsWith('text/')) return random.pick(TEXTS)
  return bytes(random)
}

function fieldOf(
  document: Json,
  schema: Json,
  name: string,
  value: unknown,
  isStyled: boolean,
  random: Random,
): unknown {
  const property = follow(document, ((schema['properties'] as Json | undefined)?.[name] ?? {}) as Json)
  const items = follow(document, (property['items'] ?? {}) as Json)
  if (isBytes(property)) return new Blob([bytes(random)])
  if (isBytes(items)) return [new Blob([bytes(random)]), new Blob([bytes(random)])]
  const made = disturbed(value, TEXTS, random) ?? random.pick(TEXTS)
  // As in a query, a style says nothing of values inside of values.
  return isStyled && typeof made === 'object' ? flattened(made, random.pick(TEXTS)) : made
}

function isBytes(schema: Json): boolean {
  const type = schema['contentMediaType']
  return schema['format'] === 'binary' || (typeof type === 'string' && !schema['contentEncoding'] && !/json/.test(type))
}

function bytes(random: Random): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 8 + random.below(24) }, () => random.below(256))
}

function sampled(document: Json, schema: Json, skipNonRequired: boolean): unknown {
  return sample(schema, { skipReadOnly: true, skipNonRequired, quiet: true, maxSampleDepth: 6 }, document)
}

/** The same shape with other texts and numbers, and lists of one to three. Nothing is left that JSON cannot say. */
function disturbed(value: unknown, texts: readonly string[], random: Random): unknown {
  if (Array.isArray(value)) {
    const items = value.length > 0 ? value : ['']
    return Array.from({ length: 1 + random.below(3) }, () => disturbed(random.pick(items), texts, random))
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, disturbed(inner, texts, random)]))
  if (typeof value === 'string') return random.pick(texts)
  if (typeof value === 'number') return random.pick([0, 1, -7, 3.5, 2 ** 31, 1_000_000])
  return typeof value === 'boolean' ? random.chance(0.5) : value
}
