/** A readable stream of Node, as far as every kind of it goes: the form-data package still has the oldest one. */
interface NodeStream {
  pipe(destination: unknown): unknown
  on(event: string, listener: (value: string | Uint8Array) => void): unknown
  resume?(): unknown
  pause?(): unknown
  destroy?(): unknown
  /** Forms name their boundary. */
  getHeaders?(): Record<string, string>
}

/** Whether a body is a stream of Node. */
export function isNodeStream(data: unknown): data is NodeStream {
  const { pipe, on } = (data ?? {}) as Partial<NodeStream>
  return typeof pipe === 'function' && typeof on === 'function'
}

/** The same bytes as a web stream. */
export function webStreamOf(stream: NodeStream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let ended = false
      const end = (finish: () => void): void => {
        if (!ended) finish()
        ended = true
      }
      stream.on('data', (chunk) => {
        if (ended) return
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
        if ((controller.desiredSize ?? 0) <= 0) stream.pause?.()
      })
      stream.on('end', () => end(() => controller.close()))
      stream.on('error', (error) => end(() => controller.error(error)))
      stream.on('close', () => end(() => controller.error(new TypeError('the stream was closed before its end'))))
    },
    pull() {
      stream.resume?.()
    },
    cancel() {
      stream.destroy?.()
    },
  })
}
