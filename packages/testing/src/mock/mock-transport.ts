import type { Reply, Runtime, Transport, TransportCapabilities, TransportRequest } from '@fairlead/core'
import { configError, platformRuntime } from '@fairlead/core'
import { type Answer, bodyOf, headersOf } from './answer.ts'
import { wait } from './wait.ts'

/** A request as the transport got it, its body read to the end. */
export interface RecordedRequest extends Omit<TransportRequest, 'body'> {
  readonly body: Uint8Array<ArrayBuffer>
  /** The body as UTF-8. */
  readonly text: string
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** Whether the answer's body was read to its end or cancelled; undefined where it has none. */
  released: boolean | undefined
}

/** Answers in the order of the requests, the last one again and again; or one for each request. */
export type Script = readonly Answer[] | ((request: RecordedRequest, index: number) => Answer | undefined)

/** How a mock transport works. */
export interface MockTransportOptions {
  /** Whose time `delayMs` and `waitMs` take; a virtual clock in most tests. @defaultValue the platform's */
  readonly runtime?: Runtime
  /** @defaultValue all true */
  readonly capabilities?: Partial<TransportCapabilities>
}

/** A transport that answers from a script and keeps what it was asked. */
export interface MockTransport extends Transport {
  readonly requests: readonly RecordedRequest[]
}

const CAPABLE: TransportCapabilities = { streamUp: true, streamDown: true, uploadProgress: true, redirectControl: true }

/**
 * Makes a transport without a network.
 *
 * @throws `config` from `send` for a request the script has no answer for
 *
 * @example
 * ```ts
 * const clock = createVirtualClock()
 * const transport = mockTransport([{ status: 503 }, { json: { id: 'aurora' } }], { runtime: clock })
 * const client = createClient({ baseUrl: 'https://harbour.example', transport, runtime: clock })
 * ```
 */
export function mockTransport(
  script: Script,
  { runtime = platformRuntime, capabilities }: MockTransportOptions = {},
): MockTransport {
  const requests: RecordedRequest[] = []
  return {
    name: 'mock',
    capabilities: { ...CAPABLE, ...capabilities },
    requests,
    async send({ body, ...request }) {
      const bytes = body === undefined ? new Uint8Array() : new Uint8Array(await new Response(body).arrayBuffer())
      const text = new TextDecoder().decode(bytes)
      const record: RecordedRequest = { ...request, body: bytes, text, at: runtime.now(), released: undefined }
      const index = requests.push(record) - 1
      const answer = typeof script === 'function' ? script(record, index) : script[Math.min(index, script.length - 1)]
      if (!answer)
        // Of a kind that no client retries or takes for the network's.
        throw configError(
          `mockTransport has no answer for request ${index + 1}: ${record.method} ${new URL(record.url).pathname}`,
        )
      return reply(answer, record, runtime)
    },
  }
}

async function reply(answer: Answer, request: RecordedRequest, runtime: Runtime): Promise<Reply> {
  const delayMs = answer.hang ? Infinity : (answer.delayMs ?? 0)
  if (delayMs > 0) await wait(delayMs, request.signal, runtime)
  if (answer.error !== undefined) throw answer.error
  const body = bodyOf(answer, runtime, (released) => (request.released = released))
  return { status: answer.status ?? 200, headers: headersOf(answer), url: request.url, body }
}
