import { FairleadError } from './errors.ts'
import type { Scope } from './scope.ts'

/** How far a transfer has come. */
export interface Progress {
  readonly loadedBytes: number
  /** Undefined where the size is not known before the end. */
  readonly totalBytes: number | undefined
}

/** Hears of progress, at most once a chunk. */
export type ProgressListener = (progress: Progress) => void

type Bytes = Uint8Array<ArrayBuffer>

/** What bounds the reading of a body. */
export interface ReadBounds {
  readonly scope: Scope
  readonly status: number
  /** Decoded bytes. */
  readonly maxBytes: number
  readonly idleMs: number
  readonly totalBytes: number | undefined
  readonly onProgress: ProgressListener | undefined
}

/** Reads one chunk at a time under the bounds: the idle clock, the size, progress, and errors of the house. */
class BoundedReader {
  readonly #reader: ReadableStreamDefaultReader<Bytes>
  readonly #bounds: ReadBounds
  #loadedBytes = 0

  constructor(body: ReadableStream<Bytes>, bounds: ReadBounds) {
    this.#reader = body.getReader()
    this.#bounds = bounds
    // A transport that does not watch the signal would keep the body open.
    bounds.scope.onEnd(this.cancel)
  }

  /** The next chunk; undefined at the end. Whatever fails here, the body is let go. */
  async next(): Promise<Bytes | undefined> {
    const { scope, maxBytes, idleMs, status, totalBytes, onProgress } = this.#bounds
    try {
      scope.limit('idle', idleMs)
      const { value } = await this.#reader.read().catch((error: unknown) => {
        throw scope.endedBy ?? networkError(scope, 'the body ended early', error)
      })
      // A cancelled reader reports an end: that is no whole body.
      scope.throwIfEnded()
      scope.stop('idle')
      if (!value) return undefined
      const loadedBytes = (this.#loadedBytes += value.byteLength)
      if (loadedBytes > maxBytes) {
        throw new FairleadError('decode', scope.where, `the body is larger than ${maxBytes} bytes`, {
          reason: 'too-large',
          status,
        })
      }
      onProgress?.({ loadedBytes, totalBytes })
      return value
    } catch (error) {
      this.cancel(error)
      throw error
    }
  }

  readonly cancel = (reason: unknown): void => {
    // A body that has failed already refuses to be cancelled; it is gone either way.
    this.#reader.cancel(reason).catch(() => {})
  }
}

/** Reads a body to its end. @throws `network` when it ends early, `decode` when it is too large */
export async function readAll(body: ReadableStream<Bytes>, bounds: ReadBounds): Promise<Bytes> {
  const reader = new BoundedReader(body, bounds)
  const chunks: Bytes[] = []
  let size = 0
  for (let chunk = await reader.next(); chunk; chunk = await reader.next())
    size += chunks.push(chunk) && chunk.byteLength
  if (chunks.length === 1) return chunks[0] as Bytes
  const whole = new Uint8Array(size)
  for (const chunk of chunks.toReversed()) whole.set(chunk, (size -= chunk.byteLength))
  return whole
}

/**
 * The body as a stream for the caller, with the same bounds and errors. The idle clock runs while the caller waits for a
 * chunk, and from the start until the first is asked for, so that a stream nobody reads is let go.
 *
 * @param toReader makes what the reader of the stream sees of an error
 * @returns the stream, and a promise of its end: resolved with what it failed with, or undefined
 */
export function guardStream(
  body: ReadableStream<Bytes>,
  bounds: ReadBounds,
  toReader: (error: unknown) => unknown = (error) => error,
): [ReadableStream<Bytes>, Promise<unknown>] {
  const { scope, idleMs } = bounds
  const reader = new BoundedReader(body, bounds)
  const { promise: settled, resolve: settle } = Promise.withResolvers<unknown>()
  const end = (error?: unknown): void => {
    scope.close()
    settle(error)
  }
  const source: UnderlyingDefaultSource<Bytes> = {
    async pull(controller) {
      try {
        const chunk = await reader.next()
        if (chunk) return controller.enqueue(chunk)
        controller.close()
        end()
      } catch (error) {
        controller.error(toReader(error))
        end(error)
      }
    },
    cancel(reason) {
      end()
      reader.cancel(reason)
    },
  }
  scope.onEnd(settle)
  scope.limit('idle', idleMs)
  // Arms the clocks of a stream that is not read yet.
  void scope.signal
  return [new ReadableStream(source, { highWaterMark: 0 }), settled]
}

/** A `network` error. The platform's own error may quote headers and URLs: only its code is kept. */
export function networkError(scope: Scope, what: string, error?: unknown): FairleadError {
  const code = codeOf(error)
  return new FairleadError('network', scope.where, code ? `${what} (${code})` : what, code ? { code } : {})
}

function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? code : codeOf(cause, depth + 1)
}
