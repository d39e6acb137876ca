type Bytes = Uint8Array<ArrayBuffer>

/**
 * A request that a mock has got. It prints as the endpoint that it is of; URL, headers and body, which may hold secrets, are there to
 * read and never printed.
 */
export class MockRequest {
  readonly method: string
  /** Where the contract has the endpoint, such as `vessels.byId`; undefined for a request that the contract does not know. */
  readonly endpoint: string | undefined
  /** When it came, in milliseconds since the Unix epoch. */
  readonly at: number
  readonly #url: string
  readonly #headers: Headers
  readonly #body: Bytes

  constructor(
    request: Pick<Request, 'method' | 'url' | 'headers'>,
    body: Bytes,
    endpoint: string | undefined,
    at: number,
  ) {
    this.method = request.method
    this.endpoint = endpoint
    this.at = at
    this.#url = request.url
    this.#headers = request.headers
    this.#body = body
  }

  get url(): string {
    return this.#url
  }

  get headers(): Headers {
    return this.#headers
  }

  /** The body as it came, empty where there was none. */
  get body(): Bytes {
    return this.#body
  }

  /** The body as UTF-8. */
  get text(): string {
    return new TextDecoder().decode(this.#body)
  }

  /** The body as JSON. @throws SyntaxError for other text */
  get json(): unknown {
    return JSON.parse(this.text)
  }
}
