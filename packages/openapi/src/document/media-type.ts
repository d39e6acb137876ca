import { isBinary, type SchemaFacts } from './schema-facts.ts'

/** What a body of a media type is to a client. */
export type Media = 'bytes' | 'events' | 'form' | 'json' | 'lines' | 'multipart' | 'text'

/** A media type without its parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

const LINES = /^application\/(x-)?(ndjson|jsonl|json-lines|jsonlines)$/
const JSON_TYPE = /^(application|text)\/([\w.+-]*\+)?json$/
const TEXT = /^(text\/.*|application\/(.*\+)?(graphql|javascript|sql|toml|x-sh|xml|yaml|x-yaml))$/

/** What a media type is. A range such as `*∕*` is what its schema says it is. */
export function mediaOf(mediaType: string, schema: unknown, facts: SchemaFacts): Media {
  const essence = essenceOf(mediaType)
  if (essence === 'text/event-stream') return 'events'
  if (essence === 'application/x-www-form-urlencoded') return 'form'
  if (essence.startsWith('multipart/')) return 'multipart'
  if (LINES.test(essence)) return 'lines'
  if (JSON_TYPE.test(essence)) return 'json'
  if (/^(\*|application)\/\*$/.test(essence)) return isStructured(schema, facts) ? 'json' : 'bytes'
  return TEXT.test(essence) ? 'text' : 'bytes'
}

function isStructured(schema: unknown, facts: SchemaFacts): boolean {
  if (schema === undefined || isBinary(schema)) return false
  return [...facts.typesOf(schema)].some((type) => type !== 'string')
}

/** Whether a media type names one type, and no range of them. */
export function isConcrete(mediaType: string): boolean {
  return !essenceOf(mediaType).includes('*')
}
