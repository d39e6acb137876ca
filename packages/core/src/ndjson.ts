import { SNIPPET_CHARS } from './decode.ts'
import { FairleadError } from './errors.ts'
import { parseJson } from './json.ts'
import { type LineBounds, type StreamSource, linesOf } from './lines.ts'
import { type Schema, type SchemaIssue, issuePaths } from './schema.ts'

/** How newline-delimited JSON is read. */
export interface NdjsonOptions<T> extends LineBounds {
  /** Validates each item. */
  readonly schema?: Schema<unknown, T>
}

/**
 * The items of a stream of newline-delimited JSON. Empty lines are passed over.
 *
 * @throws `decode` for a broken line, one with the key `__proto__` or one that is too long; `validation` for an item that
 * does not fit the schema
 */
export async function* ndjson<T = unknown>(
  source: StreamSource,
  { schema, ...bounds }: NdjsonOptions<T> = {},
): AsyncGenerator<T, void, undefined> {
  let number = 0
  for await (const line of linesOf(source, bounds)) {
    number++
    if (line.trim() === '') continue
    const item = parse(line, number)
    if (!schema) yield item as T
    else {
      const result = await schema['~standard'].validate(item)
      if (result.issues) throw misfit(number, result.issues)
      yield result.value
    }
  }
}

function parse(line: string, number: number): unknown {
  return parseJson(line, (reason, what) => {
    const snippet = line.slice(0, SNIPPET_CHARS)
    return new FairleadError('decode', undefined, `line ${number} of the stream ${what}`, { reason }, { snippet })
  })
}

function misfit(number: number, details: readonly SchemaIssue[]): FairleadError {
  const issues = issuePaths(details).map((path) => ({ path }))
  const facts = { direction: 'output', part: 'response', issues }
  return new FairleadError('validation', undefined, `line ${number} of the stream does not fit its schema`, facts, {
    details,
  })
}
