import { isJsonObject, type JsonObject } from '../../document/json-object.ts'
import type { JsonSchema } from '../../document/json-schema.ts'
import { isIgnored, pathNames, type Placed } from '../../document/parameter-list.ts'
import { below } from '../../document/pointer.ts'
import type { ParameterDocs } from '../../export/options.ts'
import type { ParameterModel, StyleModel } from '../model.ts'
import { listUncarried, type Reading } from './reading.ts'
import { parameterStyle } from './styles.ts'

/** The parameters of an operation, by where they are. */
export interface ParameterParts {
  readonly params: readonly ParameterModel[]
  readonly query: readonly ParameterModel[]
  readonly headers: readonly ParameterModel[]
  readonly docs: Readonly<Record<string, ParameterDocs>>
}

/** Reads the parameters of an operation. */
export function readParameters(
  path: string,
  parameters: readonly Placed[],
  at: string,
  reading: Reading,
): ParameterParts {
  const { findings } = reading
  const parts = { path: [] as ParameterModel[], query: [] as ParameterModel[], header: [] as ParameterModel[] }
  const docs: [string, ParameterDocs][] = []
  const names = pathNames(path)
  for (const { node, pointer } of parameters) {
    const { name, in: place } = node
    if (place !== 'path' && place !== 'query' && place !== 'header') {
      findings.add(
        pointer,
        place === 'cookie'
          ? `The cookie '${name}'; the platform sends cookies, and a client in a browser cannot.`
          : `A parameter in ${JSON.stringify(place)?.slice(0, 40)}, which OpenAPI does not know.`,
      )
      continue
    }
    if (isIgnored(node)) {
      findings.add(pointer, `The header field '${name}', which OpenAPI leaves to media types and to security.`)
      continue
    }
    if (place === 'path' && !names.includes(name)) {
      findings.add(pointer, `The path parameter '${name}', which the path does not have.`)
      continue
    }
    const model = readParameter(node, name, place, pointer, reading)
    parts[place].push(model)
    const said = docsOf(node, model)
    if (said) docs.push([`${place}:${name}`, said])
  }
  const params = names.map((name) => {
    const known = parts.path.find((each) => each.name === name)
    if (!known)
      findings.add(at, `The document does not describe the path parameter '${name}'; any text is taken.`, true)
    return known ?? undescribed(name)
  })
  return { params, query: parts.query, headers: parts.header, docs: Object.fromEntries(docs) }
}

function readParameter(
  node: JsonObject,
  name: string,
  place: 'header' | 'path' | 'query',
  pointer: string,
  reading: Reading,
): ParameterModel {
  listUncarried('parameter', node, pointer, reading.findings)
  const inContent = contentOf(node, pointer, reading)
  const schema = inContent?.schema ?? ((node['schema'] ?? (place === 'path' ? { type: 'string' } : {})) as JsonSchema)
  return {
    name,
    required: place === 'path' || node['required'] === true,
    description: textOf(node['description']),
    deprecated: node['deprecated'] === true,
    schema,
    style: inContent?.style ?? parameterStyle(node, place, schema, reading),
  }
}

/** A parameter that is written as a document of a media type. */
function contentOf(
  { content, schema }: JsonObject,
  pointer: string,
  { findings }: Reading,
): { schema: JsonSchema; style: StyleModel } | undefined {
  if (!isJsonObject(content) || schema !== undefined) return undefined
  const [first, ...others] = Object.entries(content)
  if (!first) return undefined
  for (const [type] of others) findings.add(below(pointer, 'content', type), 'A second media type of a parameter.')
  const [contentType, media] = first
  listUncarried('parameterMedia', media, below(pointer, 'content', contentType), findings)
  return {
    schema: ((media as JsonObject)['schema'] ?? {}) as JsonSchema,
    style: { style: 'json', ...(contentType !== 'application/json' && { contentType }) },
  }
}

function docsOf({ example, examples }: JsonObject, { description, schema }: ParameterModel): ParameterDocs | undefined {
  const schemaSays = typeof schema === 'object' ? schema.description : undefined
  const docs: ParameterDocs = {
    ...(description !== undefined && schemaSays !== undefined && schemaSays !== description && { description }),
    ...(example !== undefined && { example }),
    ...(isJsonObject(examples) && { examples: examples as NonNullable<ParameterDocs['examples']> }),
  }
  return Object.keys(docs).length > 0 ? docs : undefined
}

function undescribed(name: string): ParameterModel {
  return {
    name,
    required: true,
    description: undefined,
    deprecated: false,
    schema: { type: 'string' },
    style: undefined,
  }
}

/** A text, where it is one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
