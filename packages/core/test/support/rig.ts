import {
  type FairleadError,
  type Runtime,
  type Transport,
  type TransportRequest,
  isFairleadError,
} from '@fairlead/core'
import { VirtualClock } from './virtual-clock.ts'

/** A piece of a body: read, or a wait on the virtual clock in between. */
type Piece = string | Uint8Array<ArrayBuffer> | { readonly waitMs: number }

/** One scripted answer of the wire. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** The body chunk by chunk. */
  readonly pieces?: readonly Piece[]
  /** What stands at the end of `pieces`: nothing more for ever, or a connection that breaks. */
  readonly end?: 'stall' | 'break'
  readonly delayMs?: number
  readonly error?: unknown
  readonly hang?: boolean
}

/** A request as the wire saw it, its body read to the end. */
export interface Sent extends Omit<TransportRequest, 'body'> {
  readonly body: Uint8Array
  readonly text: string
  /** Whether the answer's body was read to its end or cancelled; undefined without a streamed body. */
  released: boolean | undefined
  readonly atMs: number
}

/** A client's surroundings: a scripted wire on a virtual clock, and what was sent over it. */
export interface Rig {
  readonly base: { readonly baseUrl: string; readonly runtime: Runtime; readonly transport: Transport }
  readonly clock: VirtualClock
  readonly sent: Sent[]
}

/** Makes a wire that gives these answers in order, the last one again and again. */
export function rig(script: readonly Answer[] | ((request: Sent, index: number) => Answer), capabilities = {}): Rig {
  const clock = new VirtualClock()
  const sent: Sent[] = []
  const transport: Transport = {
    name: 'rig',
    capabilities: { streamUp: true, streamDown: true, uploadProgress: true, redirectControl: true, ...capabilities },
    async send({ body, ...request }) {
      const read = new Uint8Array(body === undefined ? [] : await new Response(body).arrayBuffer())
      const record: Sent = {
        ...request,
        body: read,
        text: new TextDecoder().decode(read),
        released: undefined,
        atMs: clock.now(),
      }
      const index = sent.push(record) - 1
      const answer =
        typeof script === 'function' ? script(record, index) : (script[Math.min(index, script.length - 1)] ?? {})
      return perform(answer, record, clock)
    },
  }
  return { base: { baseUrl: 'https://harbour.example/api', runtime: clock, transport }, clock, sent }
}

async function perform(
  answer: Answer,
  sent: Sent,
  clock: VirtualClock,
): Promise<Awaited<ReturnType<Transport['send']>>> {
  const { signal } = sent
  if (answer.hang || answer.delayMs) {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      if (!answer.hang) clock.setTimeout(resolve, answer.delayMs ?? 0)
    })
  }
  if (answer.error) throw answer.error
  const { status = 200, headers = {} } = answer
  const fields = new Headers(headers)
  if ('json' in answer && !fields.has('content-type')) fields.set('content-type', 'application/json')
  const whole = 'json' in answer ? JSON.stringify(answer.json) : answer.body
  const pieces = answer.pieces ?? (whole === undefined ? [] : [whole])
  const body = pieces.length > 0 || answer.end ? streamOf(pieces, answer.end, sent, clock) : null
  return { status, headers: fields, url: sent.url, body }
}

function streamOf(
  pieces: readonly Piece[],
  end: Answer['end'],
  sent: Sent,
  clock: VirtualClock,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = [...pieces]
  sent.released = false
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const piece = left.shift()
          if (piece === undefined) {
            if (end === 'stall') return new Promise<void>(() => {})
            sent.released = true
            return end === 'break' ? controller.error(new TypeError('terminated')) : controller.close()
          }
          if (typeof piece === 'object' && 'waitMs' in piece)
            await new Promise<void>((resolve) => clock.setTimeout(resolve, piece.waitMs))
          else return controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
        }
      },
      cancel() {
        sent.released = true
      },
    },
    { highWaterMark: 0 },
  )
}

/** The Fairlead error a call ends with. Fails when the call succeeds or rejects with anything else. */
export async function failureOf(call: PromiseLike<unknown>): Promise<FairleadError & Record<string, unknown>> {
  let value: unknown
  try {
    value = await call
  } catch (error) {
    if (isFairleadError(error)) return error as never
    throw error
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
}

/** Bytes of a text. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

/** A stream of these chunks. */
export function chunks(
  ...parts: readonly (string | Uint8Array<ArrayBuffer>)[]
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = [...parts]
  return new ReadableStream({
    pull(controller) {
      const part = left.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(typeof part === 'string' ? bytes(part) : part)
    },
  })
}

/** All items of an iterable that takes its time. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
