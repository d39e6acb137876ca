/** A request that a scripted server was asked. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly signal: AbortSignal | undefined
  /** Of a JSON body. */
  json(): { readonly query: string; readonly variables?: Record<string, unknown>; readonly extensions?: unknown }
}

/** A `fetch` whose server is the test. */
export interface ScriptedFetch {
  readonly fetch: typeof fetch
  readonly asked: Asked[]
}

/** Makes a `fetch` that answers as the test says. */
export function scriptedFetch(answer: (asked: Asked, turn: number) => Response | Promise<Response>): ScriptedFetch {
  const asked: Asked[] = []
  return {
    asked,
    async fetch(input, init) {
      const body = typeof init?.body === 'string' ? init.body : ''
      const one: Asked = {
        method: init?.method ?? 'GET',
        url: String(input),
        headers: new Headers(init?.headers),
        body,
        signal: init?.signal ?? undefined,
        json: () => JSON.parse(body) as never,
      }
      asked.push(one)
      init?.signal?.throwIfAborted()
      return answer(one, asked.length)
    },
  }
}

/** A GraphQL response. */
export function graphqlResponse(value: object, status = 200, type = 'application/graphql-response+json'): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': type } })
}

/** A response whose chunks come one after the other, and which then ends or breaks. */
export function streamed(
  contentType: string,
  chunks: readonly (string | Uint8Array)[],
  how: 'ends' | 'breaks' | 'stays' = 'ends',
): Response {
  const encoder = new TextEncoder()
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // One chunk for each turn of the event loop, as a network gives them.
      await new Promise((resolve) => setTimeout(resolve, 1))
      const chunk = chunks[next++]
      if (chunk !== undefined) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      else if (how === 'ends') controller.close()
      else if (how === 'breaks') controller.error(new TypeError('terminated'))
      else return new Promise(() => {})
      return undefined
    },
  })
  return new Response(body, { headers: { 'content-type': contentType } })
}

/** The parts of a multipart stream, as servers write them. */
export function parts(values: readonly object[]): string[] {
  return values.map((value, index) => {
    const end = index === values.length - 1 ? '--\r\n' : ''
    const start = index === 0 ? '\r\n---' : ''
    return `${start}\r\nContent-Type: application/json; charset=utf-8\r\n\r\n${JSON.stringify(value)}\r\n---${end}`
  })
}
