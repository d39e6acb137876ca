import { type DocumentOperation, type Json, type MediaType, type Parameter, essence } from './document.ts'
import type { Input } from './inputs.ts'

/** An operation and an input that have swagger-client build what the specification says. */
export interface Asked {
  readonly operation: DocumentOperation
  readonly input: Input
}

/**
 * What swagger-client 3.39.0 does otherwise than the specification, made good by saying to it what it is to do. Beyond these, `inputs.ts`
 * leaves out empty texts in queries, which it does not send though RFC 6570 section 3.2.8 does, and `#`, `&`, `+` and `%` where reserved
 * characters are allowed, which it does not encode though they would end the value (OpenAPI 3.1.1 section 4.8.12.2.1, `allowReserved`).
 */
export function asSwaggerClientNeeds(
  operation: DocumentOperation,
  contentType: string | undefined,
  input: Input,
): Asked {
  const asked = labelsWithCommas(withoutFragment({ operation, input }))
  return jsonTexts(contentType ? fieldsByType(asked, contentType) : asked, contentType)
}

/**
 * It fills in nothing of a path with a fragment, and writes the query behind it. A fragment is no part of what is sent (RFC 9110 section 7.1);
 * the documents of AWS and Azure tell operations of one path apart by it.
 */
function withoutFragment({ operation, input }: Asked): Asked {
  return { operation: { ...operation, path: operation.path.replace(/#.*/, '') }, input }
}

/**
 * It joins the items of a label with dots whether it explodes or not. RFC 6570 section 3.2.5: `{.list}` is `.red,green,blue`, and only
 * `{.list*}` is `.red.green.blue`; so OpenAPI 3.0.4 and 3.1.1, section "Style Examples", after earlier versions had it wrong.
 */
function labelsWithCommas({ operation, input }: Asked): Asked {
  const isLabel = ({ in: place, style, explode }: Parameter): boolean =>
    place === 'path' && style === 'label' && explode !== true
  const labels = operation.parameters.filter(isLabel)
  const path = labels.reduce((template, { name }) => template.replace(`{${name}}`, `.{${name}}`), operation.path)
  const parameters = operation.parameters.map((each) => (isLabel(each) ? { ...each, style: 'simple' } : each))
  return { operation: { ...operation, path, parameters }, input }
}

/**
 * It joins the items of a form's field with commas, and gives an object no media type. OpenAPI 3.1.1 section 4.8.15.1.1, `contentType`: by
 * default that of an object is `application/json`, and that of an array is that of its items, each of which is a pair or a part of its own.
 */
function fieldsByType({ operation, input }: Asked, contentType: string): Asked {
  const type = essence(contentType)
  const media: MediaType = operation.content[contentType] ?? {}
  if (type !== 'multipart/form-data' && type !== 'application/x-www-form-urlencoded') return { operation, input }
  if (typeof input.body !== 'object' || input.body === null) return { operation, input }
  const said = Object.entries(input.body).flatMap(([name, value]: [string, unknown]): [string, Json][] => {
    const own = media.encoding?.[name] ?? {}
    if ('style' in own || 'explode' in own || 'allowReserved' in own || 'contentType' in own) return [[name, own]]
    if (Array.isArray(value)) return [[name, { style: 'form', explode: true }]]
    const isObject = typeof value === 'object' && value !== null && !(value instanceof Blob)
    return isObject ? [[name, { contentType: 'application/json' }]] : []
  })
  const content = { ...operation.content, [contentType]: { ...media, encoding: Object.fromEntries(said) } }
  return { operation: { ...operation, content }, input }
}

/**
 * It takes a text for JSON already. A value of media type `application/json` that is a text is a JSON string (RFC 8259 section 2).
 */
function jsonTexts({ operation, input }: Asked, contentType: string | undefined): Asked {
  const texts = operation.parameters.filter(({ content }) => content && 'application/json' in content)
  const written = (place: 'query' | 'header' | 'path'): Json => {
    const values: Record<string, unknown> = { ...input[place] }
    for (const { name, in: of } of texts)
      if (of === place && typeof values[name] === 'string') values[name] = JSON.stringify(values[name])
    return values
  }
  const isJson = /[/+]json$/.test(essence(contentType ?? ''))
  const body =
    isJson && (typeof input.body !== 'object' || input.body === null) ? JSON.stringify(input.body) : input.body
  return { operation, input: { path: written('path'), query: written('query'), header: written('header'), body } }
}
