import { configError } from '../errors.ts'
import type { Reply, Transport, TransportRequest } from '../reply.ts'

/** How the XMLHttpRequest transport works. */
export interface XhrTransportOptions {
  /**
   * Carries the calls that ask for no upload progress, so that they keep streams and every option of fetch.
   * @defaultValue none: every call goes over XMLHttpRequest
   */
  readonly others?: Transport | undefined
  /**
   * Whether a call with a secret other than `Authorization` and cookies may go out, although XMLHttpRequest would carry
   * the secret along to wherever the server redirects. For servers that are known not to redirect.
   * @defaultValue false: such a call ends with a `config` error
   */
  readonly trustRedirects?: boolean | undefined
}

/**
 * Carries calls over XMLHttpRequest, which has upload progress in every browser. It cannot stream, knows `credentials`
 * alone of fetch's options, and delivers a body when it is whole.
 */
export function xhrTransport({ others, trustRedirects = false }: XhrTransportOptions = {}): Transport {
  const { streamUp = false, streamDown = false } = others?.capabilities ?? {}
  return {
    name: 'xhr',
    capabilities: { streamUp, streamDown, uploadProgress: true, redirectControl: false },
    async send(request) {
      if (others && !request.onUploadProgress) return others.send(request)
      const body = sendable(request, trustRedirects)
      return exchange(request, body)
    },
  }
}

/** What of fetch's options XMLHttpRequest can honour; the redirect mode comes with the request. */
const CARRIED = /^(credentials=(include|same-origin)|mode=cors|redirect=.*)$/

/** @throws `config` for what XMLHttpRequest would silently not do */
function sendable(
  { body, init, redirect }: TransportRequest,
  trustRedirects: boolean,
): XMLHttpRequestBodyInit | undefined {
  if (body instanceof ReadableStream) throw configError('XMLHttpRequest sends no stream; give the body as a value')
  if (redirect === 'manual' || (redirect === 'error' && !trustRedirects)) {
    throw configError(
      'the call has a secret header or `redirect`, and XMLHttpRequest follows every redirect; see trustRedirects',
    )
  }
  const beyond = Object.entries(init).find(([name, value]) => value !== undefined && !CARRIED.test(`${name}=${value}`))
  if (beyond) throw configError(`XMLHttpRequest cannot do what the fetch option '${beyond[0]}' asks for`)
  return body
}

function exchange(request: TransportRequest, body: XMLHttpRequestBodyInit | undefined): Promise<Reply> {
  const { method, url, headers, signal, init, redirect, onUploadProgress } = request
  const xhr = new XMLHttpRequest()
  return new Promise<Reply>((resolve, reject) => {
    signal.throwIfAborted()
    xhr.open(method, url)
    xhr.responseType = 'arraybuffer'
    xhr.withCredentials = init.credentials === 'include'
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
    const abort = (): void => xhr.abort()
    signal.addEventListener('abort', abort)
    xhr.onload = () => {
      const moved = redirect === 'error' && xhr.responseURL !== new URL(url).href
      if (moved) reject(new TypeError('redirected'))
      else resolve(replyOf(xhr, url))
    }
    xhr.onerror = () => reject(new TypeError('network error'))
    xhr.onabort = () => reject(signal.aborted ? signal.reason : new TypeError('aborted'))
    xhr.onloadend = () => signal.removeEventListener('abort', abort)
    // A listener makes the browser ask the server first (CORS preflight), so there is none unless it is wanted.
    if (onUploadProgress) {
      xhr.upload.onprogress = ({ loaded, total, lengthComputable }) =>
        onUploadProgress({ loadedBytes: loaded, totalBytes: lengthComputable ? total : undefined })
    }
    xhr.send(body)
  })
}

function replyOf(xhr: XMLHttpRequest, url: string): Reply {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const bytes = new Uint8Array(xhr.response as ArrayBuffer)
  const { status, statusText, responseURL } = xhr
  return { status, statusText, headers, url: responseURL || url, body: bytes.byteLength > 0 ? streamOf(bytes) : null }
}

/** As a stream, so that core applies its bounds and tells of progress as for every other transport. */
function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
}
