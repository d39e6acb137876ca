import { FairleadError } from './errors.ts'
import { asFetchRejects } from './fetch-errors.ts'
import { isCarriedSecret, isDropped, isSecretHeader, isTraceField } from './headers.ts'
import type { Next } from './plugin.ts'
import { type ReadBounds, guardStream, networkError, readAll } from './read.ts'
import type { Reply, Transport } from './reply.ts'
import type { CallRequest } from './request.ts'
import { untilEnd } from './upload.ts'

const MAX_BUFFERED_BYTES = 100 * 1024 * 1024
const MAX_REDIRECTS = 20
const REDIRECTS = [301, 302, 303, 307, 308]

/** The innermost step: one trip to the transport, its redirects, and the body as the view wants it. */
export function sender(transport: Transport): Next {
  const { capabilities } = transport
  return async (request) => {
    const reply = await follow(request)
    const { scope, timeouts, streamed, maxResponseBytes, onDownloadProgress } = request
    const { body, status, headers } = reply
    if (!(body instanceof ReadableStream)) return reply
    scope.limit('body', timeouts.bodyMs)
    // A failure is read whole even for a streamed view: its body belongs to the error. client.fetch hands out both.
    const hands = streamed === 'always' || (streamed && status < 400)
    const length = headers.has('content-encoding') ? null : headers.get('content-length')
    const bounds: ReadBounds = {
      scope,
      status,
      maxBytes: maxResponseBytes ?? (hands ? Infinity : MAX_BUFFERED_BYTES),
      idleMs: timeouts.idleMs,
      totalBytes: length === null ? undefined : Number(length),
      onProgress: onDownloadProgress,
    }
    if (!hands) return { ...reply, body: await readAll(body, bounds) }
    const [stream, settled] = guardStream(body, bounds, streamed === 'always' ? asFetchRejects : undefined)
    return { ...reply, body: stream, settled }
  }

  /** Sends, and goes where redirects point (RFC 9110 section 15.4), without credentials across origins. */
  async function follow(request: CallRequest): Promise<Reply> {
    // Nothing is sent without having been admitted as an attempt.
    const { url: from, attempt = 1 } = request
    let crossOrigin = false
    for (let hops = 0; ; hops++) {
      const reply = await trip(request, crossOrigin)
      const { status, headers, body } = reply
      const location = REDIRECTS.includes(status) && redirectMode(request) === 'manual' ? headers.get('location') : null
      if (location === null || request.init.redirect === 'manual') return reply
      if (body instanceof ReadableStream) body.cancel().catch(() => {})
      if (hops === MAX_REDIRECTS) throw refused(request, `more than ${MAX_REDIRECTS} redirects`)
      const url = redirectUrl(request, location)
      crossOrigin ||= url.origin !== new URL(from).origin
      request = redirected(request, status, url, crossOrigin)
      request.events.tell?.(request.operation, 'redirect', { attempt, status, crossOrigin })
    }
  }

  async function trip(request: CallRequest, crossOrigin: boolean): Promise<Reply> {
    const { scope, method, url, headers, body, init, onUploadProgress } = request
    let opened = body?.open()
    try {
      if (opened instanceof ReadableStream) {
        const stream = untilEnd(opened, scope)
        opened = capabilities.streamUp ? stream : await new Response(stream).blob()
      }
      return await transport.send({
        method,
        url,
        headers: body?.type && !headers['content-type'] ? { ...headers, 'content-type': body.type } : headers,
        body: opened,
        signal: scope.signal,
        redirect: redirectMode(request),
        crossOrigin,
        init,
        onUploadProgress: capabilities.uploadProgress ? onUploadProgress : undefined,
      })
    } catch (error) {
      if (error instanceof FairleadError) throw error
      // Which of the two it was, browsers do not tell.
      const orRefused = redirectMode(request) === 'error' ? ', or a redirect was refused' : ''
      throw scope.endedBy ?? networkError(scope, `no answer: the connection failed${orRefused}`, error)
    }
  }

  /** Where the platform follows redirects itself, a call with a secret it would carry along must not be redirected. */
  function redirectMode({
    headers,
    secretHeaders,
    init: { redirect = 'follow' },
  }: CallRequest): 'follow' | 'error' | 'manual' {
    if (redirect !== 'follow') return redirect
    if (capabilities.redirectControl) return 'manual'
    const carries = (name: string): boolean =>
      isCarriedSecret(name) || (secretHeaders?.includes(name) === true && !isDropped(name))
    return Object.keys(headers).some(carries) ? 'error' : 'follow'
  }
}

/** A redirect that is not followed. The server's verdict, so that it is not asked again. */
function refused({ scope }: CallRequest, what: string): FairleadError {
  return new FairleadError('rejected', scope.where, what, { reason: 'redirect' })
}

function redirectUrl(request: CallRequest, location: string): URL {
  // Header fields are read as Latin-1; servers write UTF-8 into this one.
  const text = new TextDecoder().decode(Uint8Array.from(location, (char) => char.charCodeAt(0)))
  const url = URL.parse(text, request.url)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw refused(request, 'the server redirected to what is no plain http(s) URL')
  }
  url.hash = ''
  return url
}

function redirected(request: CallRequest, status: number, url: URL, crossOrigin: boolean): CallRequest {
  const { method, headers, body, secretHeaders } = request
  const toGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST'
  if (!toGet && body?.replayable === false) {
    throw refused(
      request,
      `the server redirected (${status}) and the body is a one-shot stream that cannot be sent again`,
    )
  }
  const kept = Object.entries(headers).filter(
    ([name]) =>
      !(crossOrigin && (isSecretHeader(name) || isTraceField(name) || secretHeaders?.includes(name))) &&
      !(toGet && name.startsWith('content-')),
  )
  return {
    ...request,
    url: url.href,
    headers: Object.fromEntries(kept),
    ...(toGet && { method: 'GET', body: undefined }),
  }
}
