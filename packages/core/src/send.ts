import { FairleadError } from './errors.ts'
import type { EventStream } from './events.ts'
import { isSecretHeader, withoutSecrets } from './headers.ts'
import { callEvent } from './operation.ts'
import type { Next } from './plugin.ts'
import { type ReadBounds, guardStream, networkError, readAll } from './read.ts'
import type { Reply, Transport } from './reply.ts'
import type { CallRequest } from './request.ts'

const MAX_REDIRECTS = 20

/** The innermost step: one trip to the transport, its redirects, and the body as the view wants it. */
export function sender(transport: Transport, events: EventStream): Next {
  return async (request) => {
    const reply = await follow(request)
    const { scope, timeouts } = request
    const { body } = reply
    if (!(body instanceof ReadableStream)) return reply
    scope.limit('body', timeouts.bodyMs)
    const length = reply.headers.has('content-encoding') ? null : reply.headers.get('content-length')
    const bounds: ReadBounds = {
      scope,
      status: reply.status,
      maxBytes: request.maxResponseBytes,
      idleMs: timeouts.idleMs,
      totalBytes: length === null ? undefined : Number(length),
      onProgress: request.onDownloadProgress,
    }
    if (!keepsStream(request, reply)) return { ...reply, body: await readAll(body, bounds) }
    const [stream, settled] = guardStream(body, bounds)
    return { ...reply, body: stream, settled }
  }

  /** Sends, and goes where redirects point (RFC 9110 section 15.4), without credentials across origins. */
  async function follow(first: CallRequest): Promise<Reply> {
    let request = first
    for (let hops = 0; ; hops++) {
      const reply = await trip(request)
      const location = isRedirect(reply.status) && followsHere(first) ? reply.headers.get('location') : null
      if (location === null) return reply
      if (reply.body instanceof ReadableStream) reply.body.cancel().catch(() => {})
      if (hops === MAX_REDIRECTS) throw networkError(request.scope, `more than ${MAX_REDIRECTS} redirects`)
      const next = redirected(request, reply.status, location)
      if (events.observed) {
        const crossOrigin = new URL(next.url).origin !== new URL(request.url).origin
        events.emit({ ...callEvent(request), type: 'redirect', status: reply.status, crossOrigin })
      }
      request = next
    }
  }

  function followsHere({ init }: CallRequest): boolean {
    return transport.capabilities.redirectControl && (init.redirect ?? 'follow') === 'follow'
  }

  async function trip(request: CallRequest): Promise<Reply> {
    const { scope, method, url, headers, body, onUploadProgress } = request
    const { redirect = 'follow', ...init } = request.init
    try {
      return await transport.send({
        method,
        url,
        headers: body?.type && !headers['content-type'] ? { ...headers, 'content-type': body.type } : headers,
        body: body?.open(),
        signal: scope.signal,
        redirect: redirect === 'follow' ? redirectMode(request) : redirect,
        init,
        onUploadProgress,
      })
    } catch (error) {
      throw scope.endedBy ?? (error instanceof FairleadError ? error : networkError(scope, 'no answer: the connection failed', error))
    }
  }

  /** Browsers drop only Authorization and cookies across origins; a call with any other secret must not be redirected. */
  function redirectMode({ headers }: CallRequest): 'follow' | 'error' | 'manual' {
    if (transport.capabilities.redirectControl) return 'manual'
    const secret = Object.keys(headers).some((name) => isSecretHeader(name) && name !== 'authorization' && name !== 'cookie')
    return secret ? 'error' : 'follow'
  }
}

/** A failure is read whole even for a streamed view: its body belongs to the error. client.fetch hands out both. */
function keepsStream({ streamed, endpoint }: CallRequest, { status }: Reply): boolean {
  return streamed && (status < 400 || endpoint === undefined)
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

function redirected(request: CallRequest, status: number, location: string): CallRequest {
  const { scope, method } = request
  let url: URL
  try {
    url = new URL(location, request.url)
  } catch {
    throw networkError(scope, 'the server redirected to no valid URL')
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw networkError(scope, 'the server redirected to a URL that is not plain http(s)')
  }
  const crossOrigin = url.origin !== new URL(request.url).origin
  const toGet = status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST'
  if (!toGet && request.body?.replayable === false) {
    throw networkError(scope, `the server redirected (${status}) and the body is a one-shot stream that cannot be sent again`)
  }
  const kept = crossOrigin ? withoutSecrets(request.headers) : request.headers
  return {
    ...request,
    url: url.href.replace(/#.*/, ''),
    method: toGet ? 'GET' : method,
    headers: toGet ? Object.fromEntries(Object.entries(kept).filter(([name]) => !name.startsWith('content-'))) : kept,
    body: toGet ? undefined : request.body,
  }
}
