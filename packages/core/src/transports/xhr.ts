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

/** @throws `config` for what XMLHttpRequest would silently not do */
function sendable(
  { method, body, init, redirect }: TransportRequest,
  trustRedirects: boolean,
): XMLHttpRequestBodyInit | undefined {
  if (body instanceof ReadableStream) throw configError('XMLHttpRequest sends no stream; give the body as a value')
  if (redirect === 'manual' || (redirect === 'error' && !trustRedirects)) {
    throw configError(
      'the call has a secret header or `redirect`, and XMLHttpRequest follows every redirect; see trustRedirects',
    )
  }
  const beyond = Object.entries(init).find(([name, value]) => value !== undefined && BEYOND.test(`${name}=${value}`))
  if (beyond) throw configError(`XMLHttpRequest cannot do what the fetch option '${beyond[0]}' asks for`)
  // Nothing else is cached.
  const cached = method === 'GET' || method === 'HEAD'
  if (cached && (init.cache ?? 'default') !== 'default') throw configError('XMLHttpRequest has no cache modes')
  return body
}

/** Options of fetch that change what happens, and that XMLHttpRequest does not have. */
const BEYOND =
  /^(credentials=omit|integrity=.+|keepalive=true|mode=(no-cors|same-origin|navigate)|referrer=(?!about:client$).*|referrerPolicy=.+)$/

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
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return
      if (redirect === 'error' && xhr.responseURL !== new URL(url).href) xhr.abort()
      else resolve(replyOf(xhr, request))
    }
    // After the headers these are the body's, which hears of them itself.
    xhr.onerror = () => reject(new TypeError('network error'))
    xhr.onabort = () => reject(signal.aborted ? signal.reason : new TypeError('redirected'))
    xhr.onloadend = () => signal.removeEventListener('abort', abort)
    // A listener makes the browser ask the server first (CORS preflight), so there is none unless it is wanted.
    if (onUploadProgress) {
      xhr.upload.onprogress = ({ loaded, total, lengthComputable }) =>
        onUploadProgress({ loadedBytes: loaded, totalBytes: lengthComputable ? total : undefined })
    }
    xhr.send(body)
  })
}

function replyOf(xhr: XMLHttpRequest, { method, url }: TransportRequest): Reply {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const { status, statusText, responseURL } = xhr
  const bodiless = method === 'HEAD' || status === 204 || status === 205 || status === 304
  return { status, statusText, headers, url: responseURL || url, body: bodiless ? null : bodyOf(xhr) }
}

/**
 * The body as one chunk at its end. Whenever bytes arrive before, an empty chunk says so, and core's clocks see that the
 * transfer has not come to a stop.
 */
function bodyOf(xhr: XMLHttpRequest): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      const fail = (): void => controller.error(new TypeError('network error'))
      xhr.addEventListener('progress', () => controller.enqueue(new Uint8Array(0)))
      xhr.addEventListener('error', fail)
      xhr.addEventListener('abort', fail)
      xhr.addEventListener('load', () => {
        controller.enqueue(new Uint8Array(xhr.response as ArrayBuffer))
        controller.close()
      })
    },
    cancel() {
      xhr.abort()
    },
  })
}
