import { isJsonObject, own } from '../../document/json-object.ts'
import { isConcrete, mediaOf } from '../../document/media-type.ts'
import { below } from '../../document/pointer.ts'
import { isBinary } from '../../document/schema-facts.ts'
import type { StyleModel } from '../model.ts'
import { listUncarried, type Reading } from './reading.ts'

const STYLES: ReadonlySet<string> = new Set([
  'deepObject',
  'form',
  'label',
  'matrix',
  'pipeDelimited',
  'simple',
  'spaceDelimited',
])
type StyleName = StyleModel['style']

/** How a parameter is written; undefined where core writes it that way anyway. */
export function parameterStyle(
  node: Readonly<Record<string, unknown>>,
  place: 'header' | 'path' | 'query',
  schema: unknown,
  { facts }: Reading,
): StyleModel | undefined {
  const usual: StyleName = place === 'query' ? 'form' : 'simple'
  const name = STYLES.has(String(node['style'])) ? (node['style'] as StyleName) : usual
  const spread = name === 'form' || name === 'deepObject'
  const explode = typeof node['explode'] === 'boolean' ? node['explode'] : spread
  const allowReserved = place === 'query' && node['allowReserved'] === true
  const types = facts.typesOf(schema)
  // Core repeats a list in a query, and writes nothing else that has parts unless it is told how.
  const isPlain = !types.has('object') && (place === 'query' || !types.has('array'))
  if (name === usual && explode === spread && !allowReserved && isPlain) return undefined
  return { style: name, ...(explode !== spread && { explode }), ...(allowReserved && { allowReserved }) }
}

/** How the fields of a form or of a multipart body are written, where core has to be told. */
export function fieldStyles(
  media: 'form' | 'multipart',
  node: unknown,
  pointer: string,
  reading: Reading,
): Record<string, StyleModel> {
  const { facts, findings } = reading
  const fields = facts.propertiesOf(own(node, 'schema'))
  const encodings = own(node, 'encoding')
  const styles: [string, StyleModel][] = []
  for (const [name, schema] of fields) {
    const style = fieldStyle(media, schema, own(encodings, name), below(pointer, 'encoding', name), reading)
    if (style) styles.push([name, style])
  }
  for (const name of Object.keys(isJsonObject(encodings) ? encodings : {})) {
    if (!fields.has(name)) {
      findings.add(below(pointer, 'encoding', name), 'The encoding of a field that the schema does not name.')
    }
  }
  return Object.fromEntries(styles)
}

function fieldStyle(
  media: 'form' | 'multipart',
  schema: unknown,
  encoding: unknown,
  pointer: string,
  { facts, findings }: Reading,
): StyleModel | undefined {
  listUncarried('encoding', encoding, pointer, findings)
  const { style, explode, allowReserved, contentType } = isJsonObject(encoding) ? encoding : {}
  const isBytes = isBinary(schema) || isBinary(facts.itemsOf(schema))
  // With one of these, and only then, the field is written as a query parameter would be.
  if (STYLES.has(String(style)) || typeof explode === 'boolean' || allowReserved === true) {
    if (contentType !== undefined) {
      findings.add(below(pointer, 'contentType'), 'A media type beside a style, which OpenAPI says is ignored.')
    }
    return {
      style: STYLES.has(String(style)) ? (style as StyleName) : 'form',
      ...(typeof explode === 'boolean' && { explode }),
      ...(allowReserved === true && { allowReserved }),
    }
  }
  // A field without a type may be a text, and servers expect that as it is.
  const isParts = !isBytes && facts.hasMembers(schema)
  if (typeof contentType !== 'string') {
    // The media type that a part with members has where none is said; a form has no parts.
    return isParts ? { style: 'json', ...(media === 'multipart' && { contentType: 'application/json' }) } : undefined
  }
  const isJson = isConcrete(contentType) && mediaOf(contentType, undefined, facts) === 'json'
  if (media === 'form') {
    if (!isJson) {
      findings.add(
        below(pointer, 'contentType'),
        'The media type of a field of a form, which is sent as a text in any case.',
      )
    }
    return isJson || isParts ? { style: 'json' } : undefined
  }
  if (isJson) return { style: 'json', contentType }
  // A Blob has a type of its own, so that a choice of types is what the caller may give.
  if (isBytes || (isConcrete(contentType) && !contentType.includes(','))) return { style: 'form', contentType }
  findings.add(
    below(pointer, 'contentType'),
    'A choice of media types for a part that is no file; it is sent as a text.',
  )
  return isParts ? { style: 'json' } : undefined
}
