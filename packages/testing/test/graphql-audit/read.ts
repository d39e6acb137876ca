import type { AuditedError, AuditedOutcome } from '@fairlead/testing/graphql'

/** An answer that is no GraphQL response: what it was is kept, and not printed. */
export class Refused extends Error {
  readonly outcome: AuditedOutcome
  readonly status: number

  constructor(message: string, status: number, body: string) {
    super(message)
    this.status = status
    Object.defineProperty(this, 'body', { value: body })
    this.outcome = { failure: this }
  }
}

/** Reads an answer that comes at once. @throws {@link Refused} */
export async function responseOf(response: Response, read: typeof readPayload): Promise<AuditedOutcome> {
  const { status } = response
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  // Not every runtime takes the byte order mark away.
  const body = (await response.text()).replace(/^\uFEFF/, '')
  const isGraphQL = type === 'application/graphql-response+json' || (type === 'application/json' && status === 200)
  if (!isGraphQL) throw new Refused(`The server answers ${status} with ${type || 'no content type'}.`, status, body)
  try {
    return read(JSON.parse(body) as unknown)
  } catch (cause) {
    throw cause instanceof Refused ? cause : new Refused('The answer is no JSON.', status, body)
  }
}

/** What a GraphQL response says. @throws {@link Refused} for what is none */
export function readPayload(payload: unknown): AuditedOutcome {
  const { data, errors, extensions } = (payload ?? {}) as Record<string, unknown>
  const isResponse =
    typeof payload === 'object' && !Array.isArray(payload) && (data !== undefined || errors !== undefined)
  if (!isResponse) throw new Refused('The answer is no GraphQL response.', 200, '')
  return { data, errors: errors as readonly AuditedError[] | undefined, extensions }
}
