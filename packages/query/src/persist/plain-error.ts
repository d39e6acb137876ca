import { type ErrorKind, FairleadError, isFairleadError } from '@fairlead/core'

/** An error as plain JSON. What the server said in it is kept, as the data of queries are; headers and what never is printed are not. */
export function plainError(error: unknown): unknown {
  if (!isFairleadError(error)) return error
  const { cause: _cause, ...json } = error.toJSON()
  if (error.kind !== 'http') return json
  const { data, problem } = error
  return { ...json, ...(data !== undefined && { data }), ...(problem && { problem: true }) }
}

/** Makes an error of what {@link plainError} or JSON has made of one; undefined where it was none. */
export function errorOfPlain(plain: unknown): FairleadError | undefined {
  if (isFairleadError(plain)) return plain
  if (typeof plain !== 'object' || plain === null) return undefined
  const { name, message, kind, data, problem, ['__proto__']: _proto, ...facts } = plain as Record<string, unknown>
  if (typeof kind !== 'string' || typeof message !== 'string') return undefined
  const hidden = kind === 'http' ? { data, problem: problem ? data : undefined, headers: new Headers() } : {}
  const made = new FairleadError(kind as ErrorKind, undefined, message, facts, hidden)
  // Whatever else has a kind has another name.
  return made.name === name ? made : undefined
}
