import type { AnyEndpoint, AnySchema, BodyType, Style } from '@fairlead/core'
import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import type { Encoding, RequestBody } from '../document/openapi.ts'
import type { Components } from './components.ts'
import type { Place } from './describe.ts'
import { markOf } from './marks.ts'
import { mayBeLeftOut } from './may-be-left-out.ts'
import type { OperationDocs } from './options.ts'
import type { At, Writer } from './parameters.ts'
import { sidesOf } from './sides.ts'

const MEDIA_TYPES: Readonly<Record<BodyType, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  text: 'text/plain',
  bytes: 'application/octet-stream',
}

const WRITTEN: Readonly<Record<BodyType, Place['written']>> = {
  json: 'json',
  form: 'text',
  multipart: 'form',
  text: 'text',
  bytes: 'bytes',
}

/** The body of a request as the client sends it. Undefined where the endpoint has none. */
export function requestBodyOf(
  endpoint: AnyEndpoint,
  at: At,
  docs: OperationDocs['requestBody'],
  { describe, components, problems }: Writer,
): RequestBody | undefined {
  const { body, bodyType, contentType, styles } = endpoint.definition
  if (!body) {
    if (docs) problems.add(`${at.where}: the options describe a body that the contract does not have`)
    return undefined
  }
  const platform = bodyType ?? sentAs(body)
  const place: Place = {
    direction: 'request',
    where: `${at.where}, body`,
    name: `${at.name}Body`,
    written: WRITTEN[platform ?? 'json'],
  }
  const schema = describe(body, place)
  // Without a type a text goes out as text, and everything else as JSON.
  const type = platform ?? (isText(schema, components) ? 'text' : 'json')
  const encoding = encodingOf(styles?.body ?? {})
  const { example, examples, description, content } = docs ?? {}
  return {
    ...(description !== undefined && { description }),
    ...(!mayBeLeftOut(body) && { required: true }),
    content: {
      [contentType ?? MEDIA_TYPES[type]]: {
        ...(!(type === 'bytes' && saysNothing(schema)) && { schema }),
        ...(encoding && { encoding }),
        ...(example !== undefined && { example }),
        ...(examples && { examples }),
      },
      ...content,
    },
  }
}

/** What the platform makes of a value that it sends as it is, whatever the contract says. */
function sentAs(body: AnySchema): BodyType | undefined {
  const sides = sidesOf(body, new Map())
  const mark = typeof sides === 'string' ? undefined : markOf(sides.input)
  return mark === 'bytes' ? 'bytes' : mark === 'form' ? 'multipart' : mark === 'urlencoded' ? 'form' : undefined
}

function isText(schema: JsonSchema, components: Components): boolean {
  const resolved = components.resolve(schema)
  return isObject(resolved) && resolved.type === 'string'
}

/** Bytes have no schema in OpenAPI 3.1: the media type says it all. */
export function saysNothing(schema: JsonSchema): boolean {
  if (!isObject(schema)) return schema
  const { type, format, contentMediaType, ...rest }: JsonSchemaObject = schema
  const isBytes =
    type === undefined ||
    (type === 'string' && (format === 'binary' || contentMediaType === 'application/octet-stream'))
  return isBytes && Object.keys(rest).length === 0
}

function encodingOf(styles: Readonly<Record<string, Style>>): Record<string, Encoding> | undefined {
  const entries = Object.entries(styles).map(([name, { style, explode, allowReserved, contentType }]) => {
    const json = style === 'json'
    const encoding: Encoding = {
      ...((contentType ?? (json ? 'application/json' : undefined)) !== undefined && {
        contentType: contentType ?? 'application/json',
      }),
      ...(!json && contentType === undefined && style !== 'form' && { style }),
      ...(!json && contentType === undefined && explode !== (style === 'form') && { explode }),
      ...(allowReserved && { allowReserved }),
    }
    return [name, encoding] as const
  })
  const said = entries.filter(([, encoding]) => Object.keys(encoding).length > 0)
  return said.length > 0 ? Object.fromEntries(said) : undefined
}
