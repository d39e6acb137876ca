import { type AnyEndpoint, isContractGroup, isEndpoint } from '@fairlead/core'
import { pathToFileURL } from 'node:url'
import { type MediaType, essence } from './document.ts'

/** The endpoints of an imported contract, by method and path. */
export async function endpointsOf(folder: string): Promise<ReadonlyMap<string, AnyEndpoint>> {
  const contract = (await import(/* @vite-ignore */ pathToFileURL(`${folder}/index.ts`).href)) as object
  const found = new Map<string, AnyEndpoint>()
  collect(contract, found)
  return found
}

function collect(group: object, found: Map<string, AnyEndpoint>): void {
  for (const value of Object.values(group) as unknown[]) {
    if (isEndpoint(value)) found.set(`${value.method} ${value.path}`, value)
    else if (isContractGroup(value)) collect(value, found)
  }
}

const TYPES: Readonly<Record<string, RegExp>> = {
  json: /^application\/json$/,
  form: /^application\/x-www-form-urlencoded$/,
  multipart: /^multipart\/form-data$/,
  text: /^text\/plain$/,
  bytes: /^application\/octet-stream$/,
}

/** Which of an operation's media types the endpoint sends, as the document spells it; undefined where it sends no body. */
export function mediaTypeOf(
  { definition }: AnyEndpoint,
  content: Readonly<Record<string, MediaType>>,
): string | undefined {
  const { body, bodyType = 'json', contentType } = definition
  if (!body) return undefined
  const wanted = contentType && essence(contentType)
  const given = Object.keys(content)
  return given.find((type) => (wanted ? essence(type) === wanted : TYPES[bodyType]?.test(essence(type)))) ?? given[0]
}
