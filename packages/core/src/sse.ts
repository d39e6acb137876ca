import { abortable } from './abortable.ts'
import { FairleadError } from './errors.ts'
import { DEFAULT_MAX_LINE_LENGTH, type LineBounds, type StreamSource, bounded, linesOf, whenOpen } from './lines.ts'
import { type Runtime, platformRuntime } from './runtime.ts'

// A server that asks for no wait at all would be asked without pause.
const MIN_RECONNECT_MS = 100

/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  /** @defaultValue `'message'` */
  readonly type: string
  readonly data: string
  /** The last id the stream has given, empty before the first. */
  readonly lastEventId: string
}

/**
 * Opens the stream anew, as a new call, from where the last one ended: the id is written as a `Last-Event-ID` field takes it
 * (UTF-8 bytes), and empty the first time. Answers a Response, so that a 204 ends the loop and another content type fails
 * it, as the HTML standard says; or a stream; or nothing, when there is no more.
 */
export type SseOpener = (lastEventId: string) => Opened | PromiseLike<Opened>

type Opened = Response | ReadableStream<Uint8Array> | null | undefined

/** How server-sent events are read. */
export interface SseOptions extends LineBounds {
  /** Wait before the stream is opened again, until the server says another of 100 or more. @defaultValue 3_000 */
  readonly reconnectMs?: number
  readonly runtime?: Runtime
}

/**
 * The events of a stream, as the HTML standard reads them. Given a function it reconnects when the stream ends or fails
 * for want of a connection, with the last id; given a stream it ends with it.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html}
 *
 * @example
 * ```ts
 * const open = (id: string) => client.get('/tides', { signal, headers: id ? { 'last-event-id': id } : {} }).response()
 * for await (const { data } of sse(open, { signal })) show(JSON.parse(data))
 * ```
 */
export async function* sse(
  source: StreamSource | SseOpener,
  { reconnectMs = 3_000, signal, runtime = platformRuntime, ...bounds }: SseOptions = {},
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const state = { lastEventId: '', reconnectMs }
  for (;;) {
    signal?.throwIfAborted()
    try {
      const stream = streamOf(
        await whenOpen<Opened>(typeof source === 'function' ? source(asField(state.lastEventId)) : source, signal),
      )
      if (!stream) return
      yield* readEvents(stream, state, { ...bounds, signal })
    } catch (error) {
      // A stream that broke is opened again; a server that refuses it is not asked for ever.
      const { kind, retryable } = error as { kind?: unknown; retryable?: unknown }
      if (
        typeof source !== 'function' ||
        signal?.aborted ||
        !(kind === 'network' || kind === 'timeout' || retryable === true)
      )
        throw error
    }
    if (typeof source !== 'function') return
    await wait(state.reconnectMs, runtime, signal)
  }
}

async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  state: { lastEventId: string; reconnectMs: number },
  { maxLineLength = DEFAULT_MAX_LINE_LENGTH, signal }: LineBounds,
): AsyncGenerator<ServerSentEvent> {
  let type = ''
  let data = ''
  let id = state.lastEventId
  for await (const line of linesOf(stream, { maxLineLength, signal })) {
    if (line === '') {
      // Only now: an event that was cut off is asked for again.
      state.lastEventId = id
      if (data) yield { type: type || 'message', data: data.slice(1), lastEventId: id }
      type = data = ''
      continue
    }
    const [field, value] = fieldOf(line)
    if (field === 'event') type = value
    else if (field === 'data') data = bounded(`${data}\n${value}`, maxLineLength)
    else if (field === 'id' && !value.includes('\0')) id = value
    else if (field === 'retry' && /^\d+$/.test(value)) state.reconnectMs = Math.max(Number(value), MIN_RECONNECT_MS)
  }
}

function streamOf(opened: Opened): ReadableStream<Uint8Array> | null | undefined {
  if (!(opened instanceof Response)) return opened
  if (opened.status === 204) return null
  if (/^text\/event-stream\b/i.test(opened.headers.get('content-type') ?? '')) return opened.body
  void opened.body?.cancel()
  throw new FairleadError('decode', undefined, 'the answer is no stream of events by its content type', {
    reason: 'content-type',
    status: opened.status,
  })
}

/** Text as the bytes of its UTF-8, which is what a header field carries. */
function asField(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)]
}

async function wait(delayMs: number, runtime: Runtime, signal: AbortSignal | undefined): Promise<void> {
  let timer: unknown
  const waited = new Promise<void>((resolve) => {
    timer = runtime.setTimeout(resolve, delayMs)
  })
  await abortable(waited, signal).finally(() => runtime.clearTimeout(timer))
}
