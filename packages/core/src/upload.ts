import type { ProgressListener } from './read.ts'

/** The body as a stream that tells how much of it the transport has taken. */
export async function countedBody(body: BodyInit, onProgress: ProgressListener): Promise<ReadableStream<Uint8Array>> {
  const [source, totalBytes] = body instanceof ReadableStream ? [body as ReadableStream<Uint8Array>, undefined] : await sized(body)
  let loadedBytes = 0
  return source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loadedBytes += chunk.byteLength
        onProgress({ loadedBytes, totalBytes })
        controller.enqueue(chunk)
      },
    }),
  )
}

async function sized(body: BodyInit): Promise<[ReadableStream<Uint8Array>, number]> {
  const blob = body instanceof Blob ? body : await new Response(body).blob()
  return [blob.stream(), blob.size]
}
