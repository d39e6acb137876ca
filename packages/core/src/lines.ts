import { FairleadError } from './errors.ts'

/** A stream of bytes, there already or on its way. */
export type StreamSource = ReadableStream<Uint8Array> | PromiseLike<ReadableStream<Uint8Array>>

/** How long one line of a stream may be. */
export interface LineBounds {
  /** UTF-16 code units. @defaultValue 1_048_576 */
  readonly maxLineLength?: number | undefined
}

const DEFAULT_MAX_LINE_LENGTH = 1_048_576

/**
 * The lines of a stream of UTF-8, however its chunks are cut. A line ends with LF, CR or CRLF. The last line counts even
 * when nothing ends it. Leaving the loop cancels the stream.
 *
 * @throws `decode` for a line longer than its bound
 */
export async function* linesOf(source: StreamSource, { maxLineLength = DEFAULT_MAX_LINE_LENGTH }: LineBounds = {}): AsyncGenerator<string, void, undefined> {
  const reader = (await source).getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let ended = false
  try {
    while (!ended) {
      const { done, value } = await reader.read()
      ended = done
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      let start = 0
      for (const end of lineEnds(rest, ended)) {
        yield bounded(rest.slice(start, end.at), maxLineLength)
        start = end.next
      }
      rest = bounded(rest.slice(start), maxLineLength)
    }
    if (rest) yield rest
  } finally {
    if (!ended) reader.cancel().catch(() => {})
    reader.releaseLock()
  }
}

function* lineEnds(text: string, last: boolean): Generator<{ readonly at: number; readonly next: number }> {
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    const next = end.index + end[0].length
    // A CR at the end of a chunk may be half of a CRLF: it waits for what follows.
    if (end[0] === '\r' && next === text.length && !last) return
    yield { at: end.index, next }
  }
}

function bounded(line: string, maxLength: number): string {
  if (line.length <= maxLength) return line
  throw new FairleadError('decode', undefined, `a line of the stream is longer than ${maxLength} characters`, { reason: 'too-large' })
}
