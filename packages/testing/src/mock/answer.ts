import type { Runtime } from '@fairlead/core'

type Bytes = Uint8Array<ArrayBuffer>

/** A piece of a body: text, bytes, or a wait before the next one. */
export type Piece = string | Bytes | { readonly waitMs: number }

/** One scripted answer. */
export interface Answer {
  /** @defaultValue 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A body as JSON, with its content type. */
  readonly json?: unknown
  readonly body?: string | Bytes
  /** A body chunk by chunk. */
  readonly pieces?: readonly Piece[]
  /** What stands after the pieces: nothing more for ever, or a connection that breaks. @defaultValue the end */
  readonly end?: 'stall' | 'break'
  /** Wait before the headers. */
  readonly delayMs?: number
  /** What `send` rejects with. */
  readonly error?: unknown
  /** Never answers; rejects with the signal's reason when it aborts. */
  readonly hang?: boolean
}

/** The header fields of an answer. */
export function headersOf({ headers, json }: Answer): Headers {
  const fields = new Headers(headers)
  if (json !== undefined && !fields.has('content-type')) fields.set('content-type', 'application/json')
  return fields
}

/** The body of an answer as a stream that is made as it is read; null where it has none. */
export function bodyOf(
  { json, body, pieces, end }: Answer,
  runtime: Runtime,
  onRelease: (released: boolean) => void,
): ReadableStream<Bytes> | null {
  const whole = json === undefined ? body : JSON.stringify(json)
  const left = [...(pieces ?? (whole === undefined ? [] : [whole]))]
  if (left.length === 0 && !end) return null
  onRelease(false)
  const encoder = new TextEncoder()
  let timer: unknown
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        for (let piece = left.shift(); piece !== undefined; piece = left.shift()) {
          if (typeof piece === 'string') return controller.enqueue(encoder.encode(piece))
          if (piece instanceof Uint8Array) return controller.enqueue(piece)
          const { waitMs } = piece
          await new Promise<void>((resolve) => {
            timer = runtime.setTimeout(resolve, waitMs)
          })
        }
        if (end === 'stall') return new Promise<void>(() => {})
        onRelease(true)
        if (end === 'break') controller.error(new TypeError('terminated'))
        else controller.close()
      },
      cancel() {
        runtime.clearTimeout(timer)
        onRelease(true)
      },
    },
    { highWaterMark: 0 },
  )
}
