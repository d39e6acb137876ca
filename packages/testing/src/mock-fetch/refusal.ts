/** Why a mock does not ask a handler: what a server would answer, as problem details (RFC 9457). */
export class Refusal extends Error {
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    what: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(what)
    this.status = status
    this.details = details
    this.headers = headers
  }
}
