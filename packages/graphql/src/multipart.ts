import { FairleadError } from '@fairlead/core'

/** Of one part, and of what stands before the first. UTF-16 code units. */
export const MAX_PART_CHARS = 16 * 1024 * 1024

/**
 * The bodies of the parts of a multipart stream, each as soon as it is whole, however the chunks are cut (RFC 2046 section
 * 5.1). Lines may end with LF alone. Leaving the loop cancels the stream.
 *
 * @throws `decode` for a part that is too large, `network` for a stream that ends before its last delimiter
 */
export async function* partsOf(
  stream: ReadableStream<Uint8Array>,
  boundary: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const stop = (): void => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop)
  const delimiter = `\n--${boundary}`
  // A delimiter at the very start has no line before it.
  let text = '\n'
  let isPreamble = true
  let isOver = false
  let from = 0
  try {
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) {
        isOver = true
        throw new FairleadError('network', undefined, 'the stream of parts ended before the last one', {})
      }
      text += decoder.decode(value, { stream: true })
      for (let at = text.indexOf(delimiter, from); at >= 0; at = text.indexOf(delimiter, from)) {
        // At once: what follows the delimiter may come with the next part only.
        if (!isPreamble) yield bodyOf(text.slice(0, at))
        isPreamble = false
        text = text.slice(at + delimiter.length)
        from = 0
        // What follows the last delimiter is no part, whatever it looks like.
        if (text.startsWith('--')) return
      }
      if (!isPreamble && text.startsWith('--')) return
      from = Math.max(from, text.length - delimiter.length, 0)
      if (text.length > MAX_PART_CHARS)
        throw new FairleadError('decode', undefined, `a part is longer than ${MAX_PART_CHARS} characters`, {
          reason: 'too-large',
        })
    }
  } finally {
    signal.removeEventListener('abort', stop)
    if (!isOver) stop()
    reader.releaseLock()
  }
}

/** A part without its header fields. */
function bodyOf(part: string): string {
  const empty = /\r?\n[ \t]*\r?\n/.exec(part)
  return empty ? part.slice(empty.index + empty[0].length) : ''
}

/** The boundary that a content type names (RFC 2045 section 5.1). @defaultValue `-`, as the specification has it */
export function boundaryOf(contentType: string): string {
  const found = /;\s*boundary=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(contentType)
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '-'
}
