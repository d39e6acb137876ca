import type { Answer } from '../mock/answer.ts'

/** A request as the authority gets it, from whichever side. */
export interface AuthorityRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The fields of a body: JSON, or a form. */
export function fieldsOf({ headers, text }: AuthorityRequest): Readonly<Record<string, unknown>> {
  if (headers['content-type']?.includes('form')) return Object.fromEntries(new URLSearchParams(text))
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json ? (json as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The first of these fields that is text. */
export function textOf(fields: Readonly<Record<string, unknown>>, ...names: string[]): string | undefined {
  return names.map((name) => fields[name]).find((value): value is string => typeof value === 'string')
}

/** An error as token endpoints tell it (RFC 6749 section 5.2). */
export function refusal(error: string, status = 400): Answer {
  return { status, json: { error } }
}
