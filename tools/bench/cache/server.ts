import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A server that answers as the query of the URL tells it to, and what it has seen. */
export interface Origin {
  readonly url: string
  /** GET requests for a path so far, whatever came of them. */
  gets(path: string): number
  close(): void
}

/** A page of vessels of about 2 KiB. */
const vessels = Array.from({ length: 12 }, (_, id) => ({
  id,
  name: `Ever Given ${id}`,
  imo: `IMO 98110${String(id).padStart(2, '0')}`,
  flag: 'PA',
  position: { latitude: 53.54 + id / 100, longitude: 9.98 - id / 100 },
  tags: ['cargo', 'large'],
}))

/** Every byte there is, and sequences that no text encoding lets through. */
export const binary = Uint8Array.from({ length: 65_536 }, (_, i) => (i * 31 + (i >> 8)) % 256)

/**
 * Starts it on loopback. In the query: `cc` is sent as Cache-Control, `vary` as Vary, `ms` is how long a GET takes, `etag`
 * asks for one (and 304 where it matches), `body` is `binary` or a number of bytes. A GET answers with what was there when
 * it came; a PUT makes the next version at once.
 * @param usualMs how long a GET takes that does not say
 */
export async function startOrigin(usualMs = 0): Promise<Origin> {
  const counts = new Map<string, number>()
  const versions = new Map<string, number>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: wanted } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const version = versions.get(pathname) ?? 1
    if (request.method !== 'GET') {
      versions.set(pathname, version + 1)
      request.resume()
      response.writeHead(204).end()
      return
    }
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1)
    const body = bodyFor(wanted.get('body'), { version, user: request.headers.authorization ?? null })
    const ms = Number(wanted.get('ms') ?? usualMs)
    if (ms > 0) await setTimeout(ms)
    const etag = `"${version}"`
    response.setHeader('cache-control', wanted.get('cc') ?? 'max-age=3600')
    if (wanted.has('vary')) response.setHeader('vary', wanted.get('vary') ?? '')
    if (wanted.has('etag')) response.setHeader('etag', etag)
    if (wanted.has('etag') && request.headers['if-none-match'] === etag) {
      response.writeHead(304).end()
      return
    }
    const type = wanted.get('body') === 'binary' ? 'application/octet-stream' : 'application/json'
    response.writeHead(200, { 'content-type': type, 'content-length': body.byteLength }).end(body)
  }

  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gets: (path) => counts.get(path) ?? 0,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function bodyFor(kind: string | null, facts: object): Uint8Array {
  if (kind === 'binary') return binary
  if (kind === null) return Buffer.from(JSON.stringify({ ...facts, vessels }))
  return Buffer.from(JSON.stringify({ ...facts, filler: '' }).replace('""', JSON.stringify('x'.repeat(Number(kind)))))
}
