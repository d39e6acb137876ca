/** What the audit's server answers with. */
export interface AuditAnswer {
  /** @defaultValue 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Each is a chunk of its own. @defaultValue no body */
  readonly chunks?: readonly (string | Uint8Array<ArrayBuffer>)[]
  /** What comes after the chunks: the end, a broken connection, or nothing more for ever. @defaultValue `'close'` */
  readonly end?: 'close' | 'break' | 'stay'
  /** What it waits for before it comes. */
  readonly delay?: () => Promise<void>
}

/** An answer, no answer for ever, or a network that fails. */
export type AuditStep = AuditAnswer | 'hang' | 'unreachable'

export const GRAPHQL_TYPE = 'application/graphql-response+json'

/** A body of one chunk. */
export function text(contentType: string, body: string, status = 200): AuditAnswer {
  return { status, headers: { 'content-type': contentType }, chunks: [body] }
}

/** A GraphQL response in its own media type. */
export const graphql = (body: unknown, status = 200): AuditAnswer => text(GRAPHQL_TYPE, JSON.stringify(body), status)

/** A body in `application/json`. */
export const json = (body: unknown, status = 200): AuditAnswer => text('application/json', JSON.stringify(body), status)

/** Cuts a text after each byte, which cuts what is of several bytes in its middle. */
export function bytewise(body: string): Uint8Array<ArrayBuffer>[] {
  return [...new TextEncoder().encode(body)].map((byte) => new Uint8Array([byte]))
}

/** A stream of server-sent events. */
export function events(chunks: AuditAnswer['chunks'], end: AuditAnswer['end'] = 'close'): AuditAnswer {
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8' }, chunks: chunks ?? [], end }
}

/** One `next` event of GraphQL over SSE. */
export const next = (data: unknown): string => `event: next\ndata: ${JSON.stringify({ data })}\n\n`

/** The end of GraphQL over SSE. */
export const COMPLETE = 'event: complete\ndata: \n\n'
