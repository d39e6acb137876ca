import type { IncomingMessage, ServerResponse } from 'node:http'
import { infoOf } from './fetch-info.ts'
import { STREAM_HEADERS, type SseLinks, createSseLinks } from './sse-links.ts'
import { fieldsOf } from './ws.ts'
import type { LinkAcceptor } from './link.ts'

/** One endpoint, for servers of either kind. Both may be given the same path. */
export interface SseEndpoint {
  /** For `node:http` and what is built on it. */
  readonly node: (request: IncomingMessage, response: ServerResponse) => void
  /** For servers that answer a Request with a Response: Bun, Deno, workerd. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** Serves links by server-sent events and POST at one path, for GET, POST and OPTIONS. All of a link go to one process. */
export function sseEndpoint(sockets: LinkAcceptor): SseEndpoint {
  const links = createSseLinks(sockets)
  return {
    node: (request, response) => void serveNode(sockets, links, request, response).catch(() => response.destroy()),
    fetch: (request) => serveFetch(sockets, links, request),
  }
}

async function serveNode(
  sockets: LinkAcceptor,
  links: SseLinks,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const info = { headers: fieldsOf(request), url: request.url }
  if (!sockets.allows(info)) return void response.writeHead(403).end()
  const headers = links.headers(info)
  if (request.method === 'GET') {
    response.writeHead(200, { ...STREAM_HEADERS, ...headers })
    response.socket?.setNoDelay(true)
    const down = links.open(info, {
      write: (text) => response.write(text),
      get bufferedAmount() {
        return response.writableLength
      },
      end: () => response.end(),
    })
    response.on('close', down)
    return
  }
  const body = request.method === 'POST' ? await bodyOf(request, links.maxBodyBytes) : undefined
  response
    .writeHead(
      statusOf(request.method, body, () => links.post(info, body as Uint8Array<ArrayBuffer>)),
      headers,
    )
    .end()
}

async function serveFetch(sockets: LinkAcceptor, links: SseLinks, request: Request): Promise<Response> {
  const info = infoOf(request)
  if (!sockets.allows(info)) return new Response(null, { status: 403 })
  const headers = links.headers(info)
  if (request.method === 'GET') {
    const bound = 2 ** 20
    let down = (): void => {}
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const encoder = new TextEncoder()
          let isOver = false
          const end = links.open(info, {
            write: (text) => isOver || controller.enqueue(encoder.encode(text)),
            get bufferedAmount() {
              return bound - (controller.desiredSize ?? bound)
            },
            end() {
              if (isOver) return
              isOver = true
              controller.close()
              // Of an end by the server itself no stream tells.
              queueMicrotask(() => down())
            },
          })
          down = () => {
            isOver = true
            end()
          }
        },
        cancel: () => down(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: bound }),
    )
    request.signal.addEventListener('abort', () => down())
    return new Response(body, { headers: { ...STREAM_HEADERS, ...headers } })
  }
  const body = request.method === 'POST' ? await bodyOf(request.body ?? [], links.maxBodyBytes) : undefined
  return new Response(null, {
    status: statusOf(request.method, body, () => links.post(info, body as Uint8Array<ArrayBuffer>)),
    headers,
  })
}

function statusOf(method: string | undefined, body: Uint8Array | undefined, post: () => number): number {
  if (method === 'OPTIONS') return 204
  if (method !== 'POST') return 405
  return body ? post() : 413
}

/** The whole body; undefined for one that is too large, of which no more is kept. */
async function bodyOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of source) {
    size += part.byteLength
    if (size > maxBytes) return undefined
    parts.push(part)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.byteLength
  }
  return body
}
