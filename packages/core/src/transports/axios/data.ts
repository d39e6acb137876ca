import { AxiosError, type AxiosProgressEvent, type InternalAxiosRequestConfig } from 'axios'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * The body as `responseType` wants it, before axios's own transformation: text unless it says otherwise.
 *
 * @param release called when a body that is handed out as a stream has ended
 * @throws ERR_BAD_RESPONSE for a body above `maxContentLength`
 */
export async function dataOf(
  response: Response,
  config: InternalAxiosRequestConfig,
  release: () => void,
): Promise<unknown> {
  const { responseType, maxContentLength = -1, onDownloadProgress } = config
  const { headers, body } = response
  if (responseType === 'stream') return body && watched(body, listenerOf(config, headers), release)
  const counted = onDownloadProgress || maxContentLength >= 0
  const source = body && counted ? new Response(watched(body, listenerOf(config, headers)), { headers }) : response
  if (responseType === 'arraybuffer') return source.arrayBuffer()
  if (responseType === 'blob') return source.blob()
  return responseType === 'formdata' ? source.formData() : source.text()
}

/** How far a transfer has come, as axios tells it; `bytes` is what came since the last time. */
export function progressEvent(loaded: number, total: number | undefined, bytes: number): AxiosProgressEvent {
  const known = total !== undefined && { total, ...(total > 0 && { progress: loaded / total }) }
  return { loaded, bytes, lengthComputable: total !== undefined, ...known }
}

function listenerOf(config: InternalAxiosRequestConfig, headers: Headers): (bytes: number) => void {
  const { maxContentLength = -1, onDownloadProgress } = config
  const length = headers.get('content-length')
  // The length counts what was sent, the chunks are what it unpacks to.
  const total = length === null || headers.has('content-encoding') ? undefined : Number(length)
  let loaded = 0
  return (bytes) => {
    loaded += bytes
    if (maxContentLength >= 0 && loaded > maxContentLength) {
      throw new AxiosError(`maxContentLength size of ${maxContentLength} exceeded`, AxiosError.ERR_BAD_RESPONSE, config)
    }
    onDownloadProgress?.({ ...progressEvent(loaded, total, bytes), download: true })
  }
}

/** A body whose chunks are counted and whose end is heard of; what `onBytes` throws ends it. */
function watched(
  body: ReadableStream<Bytes>,
  onBytes: (bytes: number) => void,
  onEnd: () => void = () => {},
): ReadableStream<Bytes> {
  const reader = body.getReader()
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            onEnd()
            controller.close()
          } else {
            onBytes(value.byteLength)
            controller.enqueue(value)
          }
        } catch (error) {
          onEnd()
          reader.cancel(error).catch(() => {})
          throw error
        }
      },
      cancel(reason) {
        onEnd()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
