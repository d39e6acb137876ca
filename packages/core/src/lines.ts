import { abortable } from './abortable.ts'
import { FairleadError } from './errors.ts'

/** A stream of bytes, there already or on its way. */
export type StreamSource = ReadableStream<Uint8Array> | PromiseLike<ReadableStream<Uint8Array>>

/** What bounds the reading of lines. */
export interface LineBounds {
  /** Ends the reading at once, with its reason. */
  readonly signal?: AbortSignal | undefined
  /** UTF-16 code units. @defaultValue 1_048_576 */
  readonly maxLineLength?: number | undefined
}

export const DEFAULT_MAX_LINE_LENGTH = 1_048_576

/**
 * The lines of a stream of UTF-8, however its chunks are cut. A line ends with LF, CR or CRLF. The last line counts even
 * when nothing ends it. Leaving the loop cancels the stream.
 *
 * @throws `decode` for a line longer than its bound
 */
export async function* linesOf(
  source: StreamSource,
  { maxLineLength = DEFAULT_MAX_LINE_LENGTH, signal }: LineBounds = {},
): AsyncGenerator<string, void, undefined> {
  const reader = (await whenOpen(source, signal)).getReader()
  const decoder = new TextDecoder()
  const stop = (): void => void reader.cancel(signal?.reason).catch(() => {})
  signal?.addEventListener('abort', stop)
  let line = ''
  let afterCr = false
  let ended = false
  try {
    while (!ended) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      // A cancelled reader reports an end.
      signal?.throwIfAborted()
      ended = done
      const text = done ? decoder.decode() : decoder.decode(value, { stream: true })
      if (!text) continue
      // A CR at the end of a chunk ended the line already: the LF that may follow belongs to it.
      const [rest = '', ...further] = (afterCr ? text.replace(/^\n/, '') : text).split(/\r\n|\n|\r/)
      afterCr = text.endsWith('\r')
      line = bounded(line + rest, maxLineLength)
      for (const next of further) {
        yield line
        line = bounded(next, maxLineLength)
      }
    }
    if (line) yield line
  } finally {
    signal?.removeEventListener('abort', stop)
    if (!ended) stop()
    reader.releaseLock()
  }
}

/** The stream once it is there; one that comes after the abort is let go. */
export async function whenOpen<S extends ReadableStream | Response | null | undefined>(
  source: S | PromiseLike<S>,
  signal: AbortSignal | undefined,
): Promise<S> {
  const coming = Promise.resolve(source)
  return abortable(coming, signal).catch((error: unknown) => {
    const letGo = async (late: S): Promise<unknown> =>
      (late instanceof Response ? late.body : (late as ReadableStream | null))?.cancel()
    coming.then(letGo).catch(() => {})
    throw error
  })
}

/** The text, unless it is too long. @throws `decode` */
export function bounded(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const what = `a line or event of the stream is longer than ${maxLength} characters`
  throw new FairleadError('decode', undefined, what, { reason: 'too-large' })
}
