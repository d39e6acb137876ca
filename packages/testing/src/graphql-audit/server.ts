import type { AuditStep } from './answer.ts'

/** What came to the audit's server. */
export interface AuditedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** The body, unless it is a form. */
  readonly text: string
  /** The fields of a form, in their order. */
  readonly form?: readonly (readonly [name: string, value: string | File])[]
  /** When it came. */
  readonly atMs: number
  /** Whether the client has let go of it: by its signal, or by cancelling the body of the answer. */
  isLeft: boolean
}

/** A server without a network: a `fetch` that keeps what it is asked and answers as it is told. */
export interface AuditServer {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly requests: readonly AuditedRequest[]
  /** What the requests are answered with, one after the other; the last step again and again. */
  answer(...steps: readonly (AuditStep | ((request: AuditedRequest) => AuditStep))[]): void
  /** Ends what has no end. */
  close(): void
}

/** Makes the server of one audit. */
export function createAuditServer(onRequest: () => void): AuditServer {
  const url = 'https://harbour.example/graphql'
  const requests: AuditedRequest[] = []
  const closing = new AbortController()
  let scriptedFrom = 0
  let script: readonly (AuditStep | ((request: AuditedRequest) => AuditStep))[] = []

  async function serve(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const asked = new Request(input, init)
    // An engine may make a signal of its own, which follows later.
    const signal = init?.signal ?? asked.signal
    signal.throwIfAborted()
    const isForm = asked.headers.get('content-type')?.startsWith('multipart/form-data')
    const body = isForm ? { text: '', form: [...(await asked.formData()).entries()] } : { text: await asked.text() }
    const { method, headers } = asked
    const request: AuditedRequest = {
      method,
      url: new URL(asked.url),
      headers,
      ...body,
      atMs: Date.now(),
      isLeft: signal.aborted,
    }
    signal.addEventListener('abort', () => {
      request.isLeft = true
      onRequest()
    })
    const step = script[Math.min(requests.length - scriptedFrom, script.length - 1)] ?? 'unreachable'
    requests.push(request)
    onRequest()
    return respond(typeof step === 'function' ? step(request) : step, request, [signal, closing.signal], onRequest)
  }

  return {
    url,
    fetch: serve,
    requests,
    answer(...steps) {
      script = steps
      scriptedFrom = requests.length
    },
    close: () => closing.abort(),
  }
}

async function respond(
  step: AuditStep,
  request: AuditedRequest,
  signals: readonly AbortSignal[],
  onLeft: () => void,
): Promise<Response> {
  const ended = new Promise<never>((_, reject) => {
    for (const signal of signals) signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
  ended.catch(() => {})
  for (const signal of signals) signal.throwIfAborted()
  if (step === 'hang') return ended
  // As browsers and Node say it.
  if (step === 'unreachable') throw new TypeError('fetch failed')
  const { status = 200, headers = {}, chunks, end = 'close', delay } = step
  if (delay) await Promise.race([delay(), ended])
  if (!chunks) return new Response(null, { status, headers })
  const waiting = [...chunks]
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        ended.catch((reason: unknown) => {
          // It may have ended by itself.
          try {
            controller.error(reason)
          } catch {}
        })
      },
      pull(controller) {
        const chunk = waiting.shift()
        if (chunk !== undefined) controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
        else if (end === 'close') controller.close()
        else if (end === 'break') controller.error(new TypeError('terminated'))
        else return ended.catch(() => {})
        return undefined
      },
      cancel() {
        request.isLeft = true
        onLeft()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status, headers })
}
