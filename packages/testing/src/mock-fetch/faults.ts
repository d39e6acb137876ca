import { untilAborted } from './perform.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** What goes wrong with one request, whatever its handler would have answered. */
export interface Fault {
  /** Wait before anything else, in the time of the mock's runtime. @defaultValue 0 */
  readonly latencyMs?: number
  /** The connection fails: `fetch` rejects with a TypeError, and no handler is asked. */
  readonly offline?: boolean
  /** Answered in the handler's place, with problem details (RFC 9457). */
  readonly status?: number
  /** Laid over the fields of the answer, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * What becomes of the body: text that breaks off and is no JSON, a connection that breaks half way, or one that stays open and brings
   * no more.
   */
  readonly body?: 'malformed' | 'cut' | 'stalled'
}

/** An answer with the header fields and the body that a fault leaves it. */
export function faulty(response: Response, { headers = {}, body }: Fault, signal: AbortSignal): Response {
  const fields = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) fields.set(name, value)
  const source: ReadableStream<Bytes> | null = response.body
  const left = body && source ? untilAborted(half(source, body), signal) : source
  return new Response(left, { status: response.status, statusText: response.statusText, headers: fields })
}

/** Half of the first chunk of a body, and then its end. */
function half(source: ReadableStream<Bytes>, end: NonNullable<Fault['body']>): ReadableStream<Bytes> {
  const reader = source.getReader()
  let begun = false
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        if (!begun) {
          begun = true
          const { value = new Uint8Array() } = await reader.read()
          if (value.byteLength > 1) return controller.enqueue(value.subarray(0, value.byteLength >> 1))
        }
        if (end === 'stalled') return new Promise<void>(() => {})
        if (end === 'cut') return controller.error(new TypeError('terminated'))
        // No JSON, whatever came before.
        controller.enqueue(new TextEncoder().encode('<'))
        controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
