import { FairleadError } from './errors.ts'
import type { ProgressListener } from './read.ts'
import type { TransportRequest } from './reply.ts'
import type { Scope } from './scope.ts'

/**
 * The body as it goes out, and the fields with it: where somebody listens to the progress, a stream that tells how much of
 * it the transport has taken. A stream has no media type of its own, so the body's goes into the fields.
 */
export async function outgoing({
  headers,
  body,
  onUploadProgress,
}: TransportRequest): Promise<Pick<TransportRequest, 'headers' | 'body'>> {
  if (!onUploadProgress || body === undefined) return { headers, body }
  if (body instanceof ReadableStream)
    return { headers, body: counted(body as ReadableStream<Uint8Array>, undefined, onUploadProgress) }
  const whole = new Response(body)
  // Not the Blob's own type, which is in lower case: a multipart boundary may have capitals.
  const type = whole.headers.get('content-type')
  const blob = await whole.blob()
  return {
    headers: type ? { 'content-type': type, ...headers } : headers,
    body: counted(blob.stream(), blob.size, onUploadProgress),
  }
}

function counted(
  body: ReadableStream<Uint8Array>,
  totalBytes: number | undefined,
  onProgress: ProgressListener,
): ReadableStream<Uint8Array> {
  let loadedBytes = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loadedBytes += chunk.byteLength
        onProgress({ loadedBytes, totalBytes })
        controller.enqueue(chunk)
      },
    }),
  )
}

/** The caller's stream, let go when the scope ends: Node's fetch goes on reading the body of an aborted request. */
export function untilEnd(source: ReadableStream<Uint8Array>, scope: Scope): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  // A stream that has failed refuses to be cancelled; it is gone either way.
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason).catch(() => {})
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        scope.onEnd((error) => {
          controller.error(error)
          void cancel(error)
        })
      },
      async pull(controller) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          // The program's own failure, and not the network's.
          const error = new FairleadError('config', scope.where, 'the body has failed while it was sent', {}, { cause })
          scope.end(error)
          throw error
        })
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
}
