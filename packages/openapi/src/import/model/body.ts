import { isJsonObject, type JsonObject, own } from '../../document/json-object.ts'
import type { JsonSchema } from '../../document/json-schema.ts'
import { essenceOf, isConcrete, type Media, mediaOf } from '../../document/media-type.ts'
import type { Example, MediaType } from '../../document/openapi.ts'
import { below } from '../../document/pointer.ts'
import type { BodyDocs } from '../../export/options.ts'
import type { BodyModel } from '../model.ts'
import { textOf } from './parameters.ts'
import { listUncarried, type Reading } from './reading.ts'
import { fieldStyles } from './styles.ts'

const ORDER: readonly Media[] = ['json', 'multipart', 'form', 'text', 'lines', 'events', 'bytes']
const DEFAULTS: Readonly<Record<BodyModel['type'], string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  text: 'text/plain',
  bytes: 'application/octet-stream',
}

/** A media type of a body or of an answer. */
export interface Offer {
  readonly type: string
  readonly media: Media
  readonly node: JsonObject
  readonly pointer: string
}

/** The media types that an object names, the plainest of each kind first. */
export function offersOf(content: unknown, pointer: string, { facts }: Reading): Offer[] {
  if (!isJsonObject(content)) return []
  return Object.entries(content)
    .map(([type, value]): Offer => {
      const node = isJsonObject(value) ? value : {}
      const media = mediaOf(type, own(node, 'schema'), facts)
      return { type, media, node, pointer: below(pointer, 'content', type) }
    })
    .toSorted((one, other) => rankOf(one) - rankOf(other))
}

function rankOf({ type }: Offer): number {
  const essence = essenceOf(type)
  return essence === 'application/json' || essence === 'text/plain' ? 0 : isConcrete(type) ? 1 : 2
}

/** Reads the body of a request: one media type is chosen, and the others are kept beside the contract. */
export function readBody(
  node: unknown,
  pointer: string,
  reading: Reading,
): { readonly body: BodyModel; readonly docs: BodyDocs } | undefined {
  if (!isJsonObject(node)) return undefined
  const { findings } = reading
  listUncarried('requestBody', node, pointer, findings)
  const offers = offersOf(node['content'], pointer, reading)
  const chosen = ORDER.flatMap((media) => offers.filter((offer) => offer.media === media))[0]
  if (!chosen) {
    findings.add(pointer, 'A body without a media type.')
    return undefined
  }
  const type = bodyType(chosen.media)
  listUncarried('bodyMedia', chosen.node, chosen.pointer, findings)
  const isForm = type === 'form' || type === 'multipart'
  if (!isForm && chosen.node['encoding'] !== undefined) {
    findings.add(below(chosen.pointer, 'encoding'), 'The encoding of a body that has no fields, which OpenAPI ignores.')
  }
  const isUsual = essenceOf(chosen.type) === DEFAULTS[type] && chosen.type === DEFAULTS[type]
  const docs: BodyDocs = {
    ...mediaDocs(
      chosen,
      offers,
      'The body may be of this media type as well; the contract sends',
      findings.add.bind(findings),
    ),
    ...(textOf(node['description']) !== undefined && { description: textOf(node['description']) ?? '' }),
  }
  return {
    docs,
    body: {
      required: node['required'] === true,
      type,
      contentType: isUsual || !isConcrete(chosen.type) ? undefined : chosen.type,
      schema: (chosen.node['schema'] ?? {}) as JsonSchema,
      styles: isForm ? fieldStyles(type, chosen.node, chosen.pointer, reading) : {},
    },
  }
}

function bodyType(media: Media): BodyModel['type'] {
  return media === 'lines' || media === 'events' ? 'text' : media
}

/** What is said of the chosen media type beside its schema, and the others. */
export function mediaDocs(
  { node, type, pointer }: Offer,
  offers: readonly Offer[],
  sentence: string,
  add: (pointer: string, what: string, kept: boolean) => void,
): Pick<BodyDocs, 'content' | 'example' | 'examples'> {
  const others = offers.filter((offer) => offer.pointer !== pointer)
  for (const other of others) add(other.pointer, `${sentence} ${type}.`, true)
  const { example, examples } = node
  return {
    ...(example !== undefined && { example }),
    ...(isJsonObject(examples) && { examples: examples as Readonly<Record<string, Example>> }),
    ...(others.length > 0 && {
      content: Object.fromEntries(others.map((other) => [other.type, other.node as MediaType])),
    }),
  }
}
