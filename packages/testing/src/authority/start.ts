import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowEverybody } from '../faults/cors.ts'
import { type Answer, headersOf } from '../mock/answer.ts'
import { type Authority, createAuthority } from './authority.ts'
import type { AuthorityOptions } from './options.ts'

/** An authority on loopback. */
export interface RunningAuthority extends Authority {
  /** For `createClient({ baseUrl })`. */
  readonly origin: string
  /** Ends every connection and the listener. */
  close(): Promise<void>
}

const EXPOSED = 'content-type, retry-after, www-authenticate, dpop-nonce'

/**
 * Starts an authority on a free loopback port, for clients of any make; pages of every origin may call it.
 *
 * @example
 * ```ts
 * const authority = await startAuthority({ expiresIn: 60 })
 * authority.fail({ status: 503, times: 2, retryAfter: 1 })
 * ```
 */
export async function startAuthority(options?: AuthorityOptions): Promise<RunningAuthority> {
  // Asked for only here, so that the rest of this entry runs where there is no Node.
  const { createServer } = await import('node:http')
  const authority = createAuthority(options)
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowEverybody(request, response)
    response.setHeader('access-control-expose-headers', EXPOSED)
    // Clients send again what broke on a connection they had used before: with a new one each, every request counts.
    response.setHeader('connection', 'close')
    const { method = '', url = '/' } = request
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    if (method === 'OPTIONS' && headers['access-control-request-method']) return void response.writeHead(204).end()
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const text = new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer())
    const made = authority.handle({ method, url: new URL(url, origin).href, headers, text })
    if (!made.delayMs) return send(made, response)
    const timer = setTimeout(() => {
      timers.delete(timer)
      send(made, response)
    }, made.delayMs)
    timers.add(timer)
  }

  return {
    ...authority,
    get aliveSessions() {
      return authority.aliveSessions
    },
    origin,
    close() {
      timers.forEach(clearTimeout)
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function send(made: Answer, response: ServerResponse): void {
  if (made.hang) return
  if (made.error !== undefined) return void response.destroy()
  response.writeHead(made.status ?? 200, Object.fromEntries(headersOf(made)))
  response.end(made.json === undefined ? made.body : JSON.stringify(made.json))
}
